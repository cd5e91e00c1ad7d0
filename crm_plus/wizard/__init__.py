from . import interaction_log
from . import phone_call_link
from . import phone_channel_secret
