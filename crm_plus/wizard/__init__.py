from . import base_partner_merge
from . import conversion_plan_mixin
from . import crm_lead_to_opportunity
from . import crm_lead_to_opportunity_mass
from . import crm_plus_conversion_approval_decide
