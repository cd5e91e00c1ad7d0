from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.sql import escape_psql

from ..core.outcome import date_after

MANAGER_GROUP = "sales_team.group_sale_manager"
SELLER_GROUP = "crm_plus.group_add_lost_reason"


class CrmLostReason(models.Model):
    """A reason to close a lead without a deal.

    A reason may belong to a group, ask for the competitor's name, and propose
    when to contact the customer again. Reasons that sellers add wait for a
    manager, who keeps them or replaces them by another one.
    """

    _name = "crm.lost.reason"
    _inherit = ["crm.lost.reason"]
    _order = "sequence, name, id"

    sequence = fields.Integer(default=10, aggregator=None)
    group_id = fields.Many2one(
        "crm.plus.lost.reason.group",
        string="Reason Group",
        index="btree_not_null",
        ondelete="set null",
    )
    use_for_lost = fields.Boolean(
        "Lost Deals", default=True, help="Offer this reason for lost deals."
    )
    use_for_dead = fields.Boolean(
        "Dead Leads", default=True, help="Offer this reason for dead leads."
    )
    ask_competitor = fields.Boolean(
        help="Ask who won the deal instead when this reason is chosen."
    )
    recontact_delay = fields.Integer(
        "Re-contact After",
        aggregator=None,
        help="Propose to contact the customer again so long after the loss. "
        "Zero proposes nothing.",
    )
    recontact_unit = fields.Selection(
        [("day", "Days"), ("week", "Weeks"), ("month", "Months")],
        string="Re-contact Unit",
        default="month",
        required=True,
    )
    needs_review = fields.Boolean(
        "To Review",
        copy=False,
        help="Added by a seller and not yet looked at by a manager.",
    )

    _check_recontact_delay = models.Constraint(
        "CHECK (recontact_delay IS NULL OR recontact_delay >= 0)",
        "The re-contact delay cannot be negative.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Let a seller add the name of a reason and nothing else."""
        if self.env.su or self.env.user.has_group(MANAGER_GROUP):
            return super().create(vals_list)
        return super().create(
            [{"name": vals.get("name"), "needs_review": True} for vals in vals_list]
        )

    @api.model
    def _find_or_add(self, name):
        """Return the reason of that name, which the seller adds when missing.

        :param str name: what the seller typed
        :return: an active ``crm.lost.reason``
        :raise AccessError: when sellers may not add reasons
        """
        name = " ".join(name.split())
        known = self.search([("name", "=ilike", escape_psql(name))], limit=1)
        if known:
            return known
        if not self.env.user.has_groups(f"{SELLER_GROUP},{MANAGER_GROUP}"):
            raise AccessError(
                self.env._("You may not add lost reasons. Choose one of the list.")
            )
        return self.create({"name": name})

    def _get_recontact_date(self, day):
        """Return when this reason proposes a new contact, or False."""
        self.ensure_one()
        return date_after(day, self.recontact_delay or 0, self.recontact_unit) or False

    def action_mark_reviewed(self):
        """Keep the reasons as they are."""
        self.write({"needs_review": False})

    def action_open_merge(self):
        """Open the dialog that replaces these reasons by another one.

        :return: window action
        :rtype: dict
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Replace Lost Reasons"),
            "res_model": "crm.lost.reason.merge",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reason_ids": self.ids},
        }

    def _replace_by(self, target):
        """Move every lead and episode of these reasons onto ``target``.

        The outcome stays what it was: only the wording of the reason changes,
        therefore closed leads are written past their guard.
        """
        reasons = self - target
        leads = (
            self.env["crm.lead"]
            # a reason is replaced everywhere, also where the manager cannot see
            .sudo()
            .with_context(active_test=False)
            .search([("lost_reason_id", "in", reasons.ids)])
        )
        models.BaseModel.write(leads, {"lost_reason_id": target.id})
        self.env["crm.plus.outcome"].sudo().search(  # rows are written by code only
            [("lost_reason_id", "in", reasons.ids)]
        ).write({"lost_reason_id": target.id})
        reasons.write({"active": False, "needs_review": False})
        target.write({"active": True, "needs_review": False})
