# Mixins first: the wizards below are composed from them.
from . import phone_call_schedule_mixin

from . import interaction_log
from . import mail_activity_schedule
from . import phone_call_link
from . import phone_channel_secret
