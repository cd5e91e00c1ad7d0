from odoo import models


class CrmLead(models.Model):
    """A lead composed from the features of the sales desk.

    Nothing but composition lives here. The mixins stand *before* ``crm.lead``
    so that their overrides wrap the stock ones.
    """

    _name = "crm.lead"
    _inherit = [
        "crm.plus.link.guard.mixin",
        "crm.plus.lead.batch.mixin",
        "crm.plus.lead.history.mixin",
        "crm.plus.winback.mixin",
        "crm.plus.outcome.action.mixin",
        "crm.plus.outcome.mixin",
        "crm.plus.conversion.mixin",
        "crm.plus.counter.mixin",
        "crm.plus.phone.call.lead.mixin",
        "crm.plus.lead.note.mixin",
        "crm.plus.activity.snooze.mixin",
        "crm.plus.property.copy.mixin",
        "crm.plus.team.choice.mixin",
        "crm.plus.team.quotation.lead.mixin",
        "crm.plus.team.sender.lead.mixin",
        "crm.plus.lead.merge.mixin",
        "crm.lead",
    ]

    _system_fields = frozenset(
        {
            "conversion_pending_id",
            "conversion_status",
            "outcome_count",
            "outcome_restored_count",
        }
    )

    # Stock has a trigram index only, which is slow at finding equal addresses: its
    # search for duplicates does that for each lead it assigns or converts.
    _email_normalized_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )
