from collections import defaultdict

from odoo import fields, models


class CrmPlusPhoneCallLeadMixin(models.AbstractModel):
    """Phone calls of a lead or opportunity."""

    _name = "crm.plus.phone.call.lead.mixin"
    _description = "Phone calls of a lead"
    _inherit = ["crm.plus.phone.call.mixin"]

    phone_call_ids = fields.One2many(
        "crm.plus.phone.call",
        "lead_id",
        "Phone Calls",
        groups="sales_team.group_sale_salesman,crm_plus.group_auditor",
    )

    def _get_phone_call_domain(self):
        return [("lead_id", "in", self.ids)]

    def _get_phone_call_groups(self):
        groups = defaultdict(dict)
        for lead, state, count in self.env["crm.plus.phone.call"]._read_group(
            self._get_phone_call_domain(), ["lead_id", "state"], ["__count"]
        ):
            groups[lead.id][state] = count
        return groups

    def _prepare_phone_call_values(self):
        self.ensure_one()
        return {
            "lead_id": self.id,
            "partner_id": self.partner_id.id,
            "phone": self.partner_id.phone or self.phone,
            "contact_name": self.contact_name or self.partner_name,
            "company_id": self.company_id.id or self.env.company.id,
        }

    def _get_dependent_domains(self):
        return {
            **super()._get_dependent_domains(),
            "crm.plus.phone.call": self._get_phone_call_domain(),
        }
