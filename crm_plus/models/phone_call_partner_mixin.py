from collections import Counter, defaultdict

from odoo import models


class CrmPlusPhoneCallPartnerMixin(models.AbstractModel):
    """Phone calls of a contact; those of a company include its people's."""

    _name = "crm.plus.phone.call.partner.mixin"
    _description = "Phone calls of a contact"
    _inherit = ["crm.plus.phone.call.mixin"]

    def _get_phone_call_domain(self):
        return [("partner_id", "child_of", self.ids)]

    def _get_phone_call_groups(self):
        family = self.with_context(active_test=False).search_fetch(
            [("id", "child_of", self.ids)], ["parent_id"]
        )
        groups = defaultdict(Counter)
        for partner, state, count in self.env["crm.plus.phone.call"]._read_group(
            [("partner_id", "in", family.ids)], ["partner_id", "state"], ["__count"]
        ):
            while partner:
                groups[partner.id][state] += count
                partner = partner.parent_id
        return groups

    def _prepare_phone_call_values(self):
        self.ensure_one()
        return {
            "partner_id": self.id,
            "phone": self.phone or self.commercial_partner_id.phone,
            "contact_name": self.name,
            "company_id": self.company_id.id or self.env.company.id,
        }
