from . import crm_plus_activity_load
