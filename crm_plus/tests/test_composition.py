from odoo.tests import tagged

from .common import CrmPlusCase


@tagged("post_install", "-at_install")
class TestComposition(CrmPlusCase):
    def test_seller_reads_own_and_unassigned_leads_only(self):
        own = self._create_leads()
        free = self._create_leads(user_id=False)
        foreign = self._create_leads(user_id=self.user_all.id)
        leads = own | free | foreign
        found = (
            self.env["crm.lead"]
            .with_user(self.user_own)
            .search([("id", "in", leads.ids)])
        )
        self.assertEqual(found, own | free)
