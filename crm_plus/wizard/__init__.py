# Mixins first: the wizards below are composed from them.
from . import conversion_plan_mixin
from . import conversion_preview_mixin
from . import phone_call_schedule_mixin

from . import base_partner_merge
from . import crm_lead_lost
from . import crm_lead_postpone
from . import crm_lead_restore
from . import crm_lead_to_opportunity
from . import crm_lead_to_opportunity_mass
from . import crm_lead_won
from . import crm_lost_reason_merge
from . import crm_plus_conversion_approval_decide
from . import interaction_log
from . import mail_activity_schedule
from . import mail_compose_message
from . import phone_call_link
from . import phone_channel_secret
