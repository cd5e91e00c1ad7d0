# Mixins first: the models below are composed from them.
from . import lead_history_mixin
from . import outcome_mixin
from . import outcome_action_mixin
from . import winback_mixin
from . import phone_call_mixin
from . import conversion_mixin
from . import counter_mixin
from . import note_mixin

from . import calendar_event
from . import crm_lead
from . import crm_lost_reason
from . import crm_plus_lost_reason_group
from . import crm_plus_outcome
from . import crm_plus_won_reason
from . import crm_team
from . import ir_http
from . import mail_activity
from . import mail_activity_type
from . import res_config_settings
from . import res_partner
