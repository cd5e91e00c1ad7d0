from odoo import api, fields, models


class CrmLeadRestore(models.TransientModel):
    """Bring closed leads back into the pipeline."""

    _name = "crm.lead.restore"
    _description = "Restore closed leads"

    lead_ids = fields.Many2many(
        "crm.lead", string="Leads", context={"active_test": False}
    )
    target = fields.Selection(
        [("first", "The first stage of the team"), ("old", "The stage it was in")],
        string="Restore To",
        required=True,
        default=lambda self: self._default_target(),
    )
    lead_count = fields.Integer(compute="_compute_summary")
    won_count = fields.Integer(compute="_compute_summary")
    stage_names = fields.Char("Stage", compute="_compute_summary")
    displaced_count = fields.Integer(compute="_compute_summary")

    def _default_target(self):
        parameters = self.env["ir.config_parameter"].sudo()  # a setting for all
        return parameters.get_param("crm_plus.restore_stage") or "first"

    @api.depends("lead_ids", "target")
    def _compute_summary(self):
        for wizard in self:
            leads = wizard.lead_ids._origin.filtered("outcome")
            stages = leads._get_restore_stages(wizard.target or "first")
            wizard.lead_count = len(leads)
            wizard.won_count = len(leads.filtered(lambda lead: lead.outcome == "won"))
            names = dict.fromkeys(stage.name for stage, _moved in stages.values())
            wizard.stage_names = ", ".join(names)
            wizard.displaced_count = sum(moved for _stage, moved in stages.values())

    def action_apply(self):
        """Restore the leads, and say so where an old stage could not be used.

        :return: a notification, or the order to close the dialog
        :rtype: dict
        :raise UserError: when nothing is left to restore
        """
        self.ensure_one()
        self.lead_ids._lock_outcomes()
        # also tells when somebody else has just restored all of them
        self.lead_ids.action_open_restore()
        displaced = self.lead_ids._restore_to(self.target)
        close = {"type": "ir.actions.act_window_close"}
        if not displaced:
            return close
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "title": self.env._("Restored to another stage"),
                "message": self.env._(
                    "The old stage of %(leads)s no longer exists or does not belong "
                    "to the team. Restored to %(stages)s.",
                    leads=", ".join(displaced.mapped("display_name")[:5]),
                    stages=", ".join(displaced.stage_id.mapped("name")),
                ),
                "next": close,
            },
        }
