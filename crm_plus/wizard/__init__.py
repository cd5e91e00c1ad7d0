from . import base_partner_merge
from . import conversion_plan_mixin
from . import crm_lead_to_opportunity
from . import crm_lead_to_opportunity_mass
from . import crm_plus_conversion_approval_decide
from . import interaction_log
from . import phone_call_link
from . import phone_channel_secret
