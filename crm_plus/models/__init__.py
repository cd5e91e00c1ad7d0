# Mixins first: the models below are composed from them.
from . import lead_history_mixin
from . import outcome_mixin
from . import phone_call_mixin
from . import conversion_mixin
from . import counter_mixin
from . import note_mixin
from . import lead_note_mixin
from . import access_mail_activity_mixin

from . import calendar_event
from . import crm_lead
from . import crm_lost_reason
from . import crm_plus_note
from . import crm_team
from . import mail_activity
from . import mail_activity_type
from . import mail_followers
from . import res_config_settings
from . import res_partner
