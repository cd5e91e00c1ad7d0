from odoo.tests import tagged

from odoo.addons.crm_plus.tests.conversion_common import ApprovalCase

NEW_NAMES = {
    "partner_name": "Sazeh Lift",
    "contact_name": "Reza Tavana",
    "email_from": "reza@sazehlift.example",
    "phone": "+982155512345",
}


@tagged("post_install", "-at_install")
class TestConversionOutdated(ApprovalCase):
    """A request follows its lead, which may change before somebody decides."""

    def setUp(self):
        super().setUp()
        self.lead = self._create_lead()
        self.approval = self._request(self.lead)
        self.own = self.approval.with_user(self.user_own)
        self.led = self.approval.with_user(self.user_leader)

    def _text(self, html):
        return " ".join(html.striptags().split())

    def _change(self, **values):
        self.lead.with_user(self.user_own).write(values)
        self.approval.invalidate_recordset()

    def test_an_unchanged_request(self):
        for approval in (self.own, self.led):
            self.assertFalse(approval.is_outdated)
            self.assertEqual(
                self._text(approval.preview), self._text(self.approval.summary)
            )

    def test_reading_in_another_language_is_no_change(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["crm.stage"].with_context(lang="fa_IR").search([]).name = "گام"
        approval = self.led.with_context(lang="fa_IR")
        self.assertIn("گام", approval.preview)
        self.assertFalse(approval.is_outdated)

    def test_the_approver_sees_what_the_lead_says_now(self):
        self._change(**NEW_NAMES)
        self.assertTrue(self.led.is_outdated)
        self.assertIn("Sazeh Lift", self.led.preview)
        self.assertIn("Reza Tavana", self.led.preview)
        self.assertNotIn("Zarrinpump", self.led.preview)
        self.assertIn("Zarrinpump", self.led.summary)

    def test_approval_converts_what_the_lead_says_now(self):
        self._change(**NEW_NAMES)
        self.led.action_approve()
        self.assertFalse(self._partners("Zarrinpump GmbH") | self._partners("Mina Rad"))
        self.assertRecordValues(
            self.lead.partner_id,
            [
                {
                    "name": "Reza Tavana",
                    "email": "reza@sazehlift.example",
                    "parent_id": self._partners("Sazeh Lift").id,
                }
            ],
        )
        self.assertEqual(self.lead.partner_name, "Sazeh Lift")

    def test_what_was_approved_is_kept(self):
        self._change(**NEW_NAMES)
        self.led.action_approve()
        self.assertIn("Sazeh Lift", self.approval.summary)
        self.assertFalse(self.led.preview)
        self.assertFalse(self.led.is_outdated)

    def test_what_was_refused_stays_as_it_was_asked(self):
        self._change(**NEW_NAMES)
        self.led.action_refuse("Not yet")
        self.assertIn("Zarrinpump", self.approval.summary)

    def test_a_customer_made_meanwhile_is_linked(self):
        company = self.env["res.partner"].create(
            {"name": "Zarrinpump GmbH", "is_company": True}
        )
        self.approval.invalidate_recordset()
        self.assertTrue(self.led.is_outdated)
        self.led.action_approve()
        self.assertEqual(self.lead.partner_id.parent_id, company)

    def test_the_new_seller_keeps_the_lead(self):
        self.lead.user_id = self.user_peer
        self.approval.invalidate_recordset()
        self.assertIn("user_peer", self.led.preview)
        self.led.action_approve()
        self.assertEqual(self.lead.user_id, self.user_peer)

    def test_own_choices_outlast_a_change_of_the_lead(self):
        self.own.action_withdraw()
        approval = self._request(
            self.lead, person_name="Mina Radmanesh", user_id=self.user_leader.id
        )
        self.lead.write({**NEW_NAMES, "user_id": self.user_peer.id})
        approval.with_user(self.user_leader).action_approve()
        self.assertRecordValues(
            self.lead, [{"user_id": self.user_leader.id, "partner_name": "Sazeh Lift"}]
        )
        self.assertEqual(self.lead.partner_id.name, "Mina Radmanesh")

    def test_others_see_the_request_as_it_was_made(self):
        for user in (self.user_auditor, self.user_all):
            approval = self.approval.with_user(user)
            self.assertFalse(approval.preview)
            self.assertFalse(approval.is_outdated)
            self.assertIn("Zarrinpump", approval.summary)

    def test_looking_at_a_request_writes_nothing(self):
        counts = [
            self.env[name].search_count([])
            for name in ("res.partner", "crm.lead2opportunity.partner")
        ]
        self.led.read(["preview", "is_outdated"])
        self.assertEqual(
            counts,
            [
                self.env[name].search_count([])
                for name in ("res.partner", "crm.lead2opportunity.partner")
            ],
        )


@tagged("post_install", "-at_install")
class TestConversionMismatch(ApprovalCase):
    """The dialog says so when what it found goes by another name."""

    def setUp(self):
        super().setUp()
        company = self.env["res.partner"].create(
            {"name": "Other Co", "is_company": True}
        )
        self.paula = self.env["res.partner"].create(
            {"name": "Paula", "email": "paula@other.example", "parent_id": company.id}
        )

    def _preview(self, **values):
        lead = self._create_lead(email_from="paula@other.example", **values)
        return self._preview_text(self._wizard(lead))

    def test_customer_of_another_name(self):
        preview = self._preview(partner_name="Zebra Optics", contact_name="Someone")
        self.assertIn("same e-mail, though the lead says Zebra Optics", preview)
        self.assertIn("same e-mail, though the lead says Someone", preview)
        self.assertNotIn("already on the lead", preview)

    def test_customer_of_the_same_name(self):
        preview = self._preview(partner_name="OTHER Co.", contact_name="paula")
        self.assertEqual(preview.count("same e-mail"), 2)
        self.assertNotIn("though", preview)

    def test_customer_set_on_the_lead(self):
        preview = self._preview(
            partner_name="Other Co", contact_name="Paula", partner_id=self.paula.id
        )
        self.assertEqual(preview.count("already on the lead"), 2)
