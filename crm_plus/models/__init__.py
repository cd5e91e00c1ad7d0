# Mixins first: the models below are composed from them.
from . import lead_history_mixin
from . import outcome_mixin
from . import phone_call_mixin
from . import conversion_gate_mixin
from . import conversion_match_mixin
from . import conversion_mixin
from . import conversion_partner_mixin
from . import conversion_team_mixin
from . import counter_mixin
from . import meeting_mixin
from . import note_mixin

from . import calendar_event
from . import crm_lead
from . import crm_lost_reason
from . import crm_plus_conversion
from . import crm_plus_conversion_approval
from . import crm_plus_conversion_condition
from . import crm_team
from . import mail_activity
from . import mail_activity_type
from . import res_config_settings
from . import res_partner
