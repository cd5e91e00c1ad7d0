from odoo import fields, models


class MailActivityPlanTemplate(models.Model):
    _name = "mail.activity.plan.template"
    _inherit = ["crm.plus.activity.delay.mixin", "mail.activity.plan.template"]

    delay_unit = fields.Selection(
        selection_add=[("working_days", "working days")],
        ondelete={"working_days": "set default"},
    )

    def _get_date_deadline(self, base_date=False):
        """Count in working days of the person where the template says so."""
        if self.delay_unit != "working_days":
            return super()._get_date_deadline(base_date)
        on_demand = self.env["res.users"].browse(
            self.env.context.get("crm_plus_plan_user_id")
        )
        return self._add_working_days(
            base_date or fields.Date.context_today(self),
            self.responsible_id or on_demand or self.env.user,
            backward=self.delay_from == "before_plan_date",
        )
