from odoo.tests import tagged

from .note_common import NoteCase


@tagged("post_install", "-at_install")
class TestNoteSurvival(NoteCase):
    """Notes go along when a lead is converted or merged."""

    def test_notes_survive_conversion_to_opportunity(self):
        self.lead.type = "lead"
        self.lead.with_user(self.user_own).convert_opportunity(False)
        self.assertEqual(self.lead.type, "opportunity")
        self.assertReads(self.user_own, self.public | self.private)
        self.assertReads(self.user_manager, self.public)

    def test_notes_survive_merge(self):
        survivor = self._create_leads(probability=90)
        own = self._create_note(survivor, name="Of the survivor")
        by_manager = self._create_note(
            author=self.user_manager, name="Of the manager", is_private=True
        )
        result = (self.lead | survivor).with_user(self.user_own).merge_opportunity()
        self.assertEqual(result, survivor)
        self.assertFalse(self.lead.exists())
        notes = self.public | self.private | by_manager | own
        self.assertEqual(notes.exists(), notes)
        self.assertEqual(set(notes.mapped("res_id")), {survivor.id})
        self.assertEqual(self.private.author_id, self.user_own)
        self.assertReads(self.user_own, notes, survivor)
        self.assertReads(self.user_manager, self.public | own | by_manager, survivor)
        self.assertReads(self.user_all, self.public | own, survivor)

    def test_merge_moves_notes_the_merging_user_cannot_read(self):
        survivor = self._create_leads(user_id=self.user_all.id, probability=90)
        (self.lead | survivor).with_user(self.user_all).merge_opportunity()
        self.assertEqual(self.private.exists().res_id, survivor.id)

    def test_notes_survive_merge_of_contacts(self):
        partners = self.env["res.partner"].create(
            [{"name": "Lin"}, {"name": "Lin Yu-Ting"}]
        )
        public = self._create_note(partners[0])
        private = self._create_note(partners[0], is_private=True)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(partners.ids, partners[1])
        self.assertFalse(partners[0].exists())
        self.assertReads(self.user_own, public | private, partners[1])
        self.assertReads(self.user_manager, public, partners[1])

    def test_notes_are_copied_to_the_contact_of_the_lead(self):
        partner = self.env["res.partner"].create(
            {"name": "New customer", "user_id": self.user_own.id}
        )
        self.public.sudo().write({"date": "2026-01-05 09:00:00", "is_pinned": True})
        copies = self.lead._copy_notes_to(partner)
        self.assertRecordValues(
            copies.sorted("name"),
            [
                {
                    "name": "Budget fixed",
                    "body": "<p>open</p>",
                    "author_id": self.user_own.id,
                    "is_pinned": True,
                    "is_private": False,
                    "res_model": "res.partner",
                    "res_id": partner.id,
                },
                {
                    "name": "Secret discount",
                    "body": "<p>up to 30 percent</p>",
                    "author_id": self.user_own.id,
                    "is_pinned": False,
                    "is_private": True,
                    "res_model": "res.partner",
                    "res_id": partner.id,
                },
            ],
        )
        self.assertEqual(str(copies.sorted("name")[0].date), "2026-01-05 09:00:00")
        self.assertReads(self.user_own, copies, partner)
        self.assertReads(self.user_manager, copies.sorted("name")[0], partner)
        # the lead keeps its own
        self.assertReads(self.user_own, self.public | self.private)

    def test_private_note_is_not_copied_to_other_readers(self):
        partner = self.env["res.partner"].create(
            {"name": "Old customer", "user_id": self.user_all.id}
        )
        copies = self.lead._copy_notes_to(partner)
        self.assertEqual(copies.mapped("name"), ["Budget fixed"])
        self.assertReads(self.user_all, copies, partner)

    def test_files_are_copied_with_the_note(self):
        upload = (
            self.env["ir.attachment"]
            .with_user(self.user_own)
            .create({"name": "plan.txt", "raw": b"plan", "res_model": "crm.plus.note"})
        )
        self._create_note(name="With file", attachment_ids=upload.ids)
        partner = self.env["res.partner"].create({"name": "New customer"})
        copies = self.lead._copy_notes_to(partner)
        copy = copies.filtered(lambda note: note.name == "With file")
        self.assertRecordValues(
            copy.attachment_ids,
            [{"name": "plan.txt", "raw": b"plan", "res_id": copy.id}],
        )
        self.assertNotEqual(copy.attachment_ids, upload)

    def test_notes_survive_conversion_to_a_customer_without_a_deal(self):
        self.lead.write({"type": "lead", "partner_name": "Notes Ltd"})
        wizard = (
            self.env["crm.lead2opportunity.partner"]
            .with_user(self.user_own)
            .with_context(active_model="crm.lead", active_ids=self.lead.ids)
            .create({"lead_id": self.lead.id, "make_opportunity": False})
        )
        wizard.action_apply()
        self.assertFalse(self.lead.active)
        copies = self.env["crm.plus.note"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "=", self.lead.partner_id.id),
            ]
        )
        self.assertIn(self.public.name, copies.mapped("name"))
