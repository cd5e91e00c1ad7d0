from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CrmPlusCase, PhoneBrowser


@tagged("post_install", "-at_install")
class TestAccessTour(CrmPlusCase, HttpCase):
    """A seller who must not see, on screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._create_leads(name="Deal of the seller")
        cls.of_peer = cls._create_leads(
            name="Deal of the peer", user_id=cls.user_peer.id
        )
        cls._create_leads(name="Deal of nobody", user_id=False)

    def test_seller_does_not_find_a_colleague_s_deal(self):
        self.start_tour("/odoo/crm", "crm_plus_access_pipeline_tour", login="user_own")

    @mute_logger("odoo.http")
    def test_seller_is_refused_the_address_of_a_colleague_s_deal(self):
        url = f"/odoo/crm.lead/{self.of_peer.id}"
        self.start_tour(url, "crm_plus_access_refused_tour", login="user_own")

    def test_private_note_is_hidden_from_a_colleague_with_all_documents(self):
        self.env["crm.plus.note"].with_user(self.user_own).create(
            {
                "name": "Budget fixed",
                "body": "<p>At forty thousand.</p>",
                "res_model": "crm.lead",
                "res_id": self.own.id,
            }
        )
        url = f"/odoo/crm.lead/{self.own.id}"
        self.start_tour(url, "crm_plus_private_note_tour", login="user_own")
        note = self.own.note_ids.filtered(lambda n: n.name == "Secret discount")
        self.assertRecordValues(
            note, [{"is_private": True, "author_id": self.user_own.id}]
        )
        self.start_tour(url, "crm_plus_private_note_hidden_tour", login="user_all")


@tagged("post_install", "-at_install")
class TestAccessTourPhone(PhoneBrowser, TestAccessTour):
    """The same on a phone."""
