from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common_stock_rows import StockRowsCase


@tagged("post_install", "-at_install", "crm_plus_stock_rows")
class TestStockRowsContact(StockRowsCase):
    """Contacts, followers, messages, teams."""

    def _company(self, *people):
        return self.env["res.partner"].create(
            {
                "name": "Formosa Tea",
                "is_company": True,
                "child_ids": [Command.create({"name": name}) for name in people],
            }
        )

    def test_person_without_company_and_several_per_company(self):
        """S1-42: a person stands alone; a company has several."""
        alone = self.env["res.partner"].create({"name": "Alone"})
        company = self._company("One", "Two")
        self.assertFalse(alone.parent_id)
        self.assertEqual(company.child_ids.mapped("parent_id"), company)
        self.assertEqual(len(company.child_ids), 2)

    def test_contact_with_and_without_company_is_saved(self):
        """S2-07: a person is saved with or without a company."""
        company = self._company()
        for parent in (False, company):
            form = Form(self.env["res.partner"].with_user(self.user_own))
            form.name = "Lin Hui"
            if parent:
                form.parent_id = parent
            self.assertEqual(form.save().parent_id, parent or self.env["res.partner"])

    def test_note_with_file_on_lead_and_contact(self):
        """S2-08: a note with a file is added to a lead and a contact."""
        lead = self._create_leads()
        for record in (lead, self._company()):
            message = record.with_user(self.user_own).message_post(
                body="See file",
                attachments=[("terms.txt", b"terms")],
                subtype_xmlid="mail.mt_note",
            )
            self.assertEqual(message.attachment_ids.mapped("name"), ["terms.txt"])
            self.assertTrue(message.is_internal or message.subtype_id.internal)

    def test_company_shows_contacts_and_deals(self):
        """S3-07: a company shows its two contacts and its deal."""
        company = self._company("One", "Two")
        self._create_leads(partner_id=company.child_ids[0].id)
        company = company.with_user(self.user_own)
        self.assertEqual(len(company.child_ids), 2)
        self.assertEqual(company.opportunity_count, 1)

    def test_contact_shows_company_activities_and_deals(self):
        """S3-08: a contact shows its company, activities and deals."""
        person = self._company("Person").child_ids
        person.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.user_own.id
        )
        lead = self._create_leads(partner_id=person.id)
        person = person.with_user(self.user_own)
        self.assertTrue(person.parent_id.is_company)
        self.assertEqual(len(person.activity_ids), 1)
        self.assertEqual(person.opportunity_count, 1)
        action = person.action_view_opportunity()
        self.assertIn(lead, self.env["crm.lead"].search(action["domain"]))

    def test_user_customer_and_supplier_are_contacts(self):
        """S4-05: a user, a customer and a supplier are three contacts."""
        user = new_test_user(self.env, "three", groups="base.group_user")
        customer = self.env["res.partner"].create({"name": "Customer"})
        supplier = self.env["res.partner"].create({"name": "Supplier"})
        partners = user.partner_id | customer | supplier
        found = self.env["res.partner"].search([("id", "in", partners.ids)])
        self.assertEqual(found, partners)

    def test_administrator_may_do_everything_on_leads(self):
        """S4-06: the administrator creates, reads, changes and deletes."""
        Lead = self.env["crm.lead"].with_user(self.user_manager)
        lead = Lead.create({"name": "Mine", "user_id": self.user_own.id})
        lead.name = "Changed"
        self.assertEqual(Lead.search([("id", "=", lead.id)]).name, "Changed")
        lead.unlink()
        self.assertFalse(lead.exists())

    def test_team_needs_a_name_only(self):
        """S4-41: a team is saved with a name and refused without."""
        Team = self.env["crm.team"].with_user(self.user_manager)
        form = Form(Team)
        with self.assertRaises(AssertionError):
            form.save()
        form.name = "South"
        self.assertEqual(form.save().name, "South")

    def test_leader_gets_unassigned_incoming_lead(self):
        """S4-43: an ownerless incoming lead goes to the team's leader."""
        lead = self.env["crm.lead"].message_new(
            {"subject": "Hello", "from": "a@customer.example", "to": "x"},
            {"team_id": self.team_a.id, "user_id": False},
        )
        self.assertEqual(lead.user_id, self.user_leader)

    def test_alias_makes_lead_or_opportunity_by_the_tick(self):
        """S4-44: mail to the alias makes a lead or an opportunity."""
        self.env["res.config.settings"].create({"group_use_lead": True}).execute()
        team = self.team_a.with_user(self.user_manager)
        for use_leads, kind in ((True, "lead"), (False, "opportunity")):
            team.write({"use_leads": use_leads, "alias_name": "sales-a"})
            self.assertEqual(
                team._alias_get_creation_values()["alias_defaults"]["type"], kind
            )

    def test_member_is_listed_and_may_be_paused(self):
        """S4-47: a member is in the team's list and may be paused."""
        self.assertIn(self.user_own, self.team_a.member_ids)
        member = self.team_a.crm_team_member_ids.filtered(
            lambda item: item.user_id == self.user_own
        )
        member.assignment_optout = True
        self.assertTrue(member.assignment_optout)
        member.active = False
        self.assertNotIn(self.user_own, self.team_a.member_ids)

    def test_customers_menu_contact_is_usable_on_a_deal(self):
        """S4-101: the menu opens contacts; a new one is usable on a deal."""
        menu = self.env.ref("crm.res_partner_menu_customer")
        self.assertEqual(menu.action.res_model, "res.partner")
        self.assertLessEqual({"kanban", "list"}, set(menu.action.view_mode.split(",")))
        contact = (
            self.env["res.partner"].with_user(self.user_own).create({"name": "Newly"})
        )
        lead = self._create_leads()
        lead.with_user(self.user_own).partner_id = contact
        self.assertEqual(lead.partner_id, contact)

    def test_follower_receives_the_next_message(self):
        """S4-114: an added follower is notified of the next message."""
        lead, contact = self._create_leads(), self._company()
        lead.with_user(self.user_own).message_subscribe(contact.ids)
        message = lead.with_user(self.user_own).message_post(
            body="News", subtype_xmlid="mail.mt_comment", message_type="comment"
        )
        self.assertIn(contact, message.notified_partner_ids)

    def test_attachment_follows_access_to_the_record(self):
        """S4-115: a file is readable by who reads the record, by no others."""
        lead = self._create_leads()
        attachment = (
            self.env["ir.attachment"]
            .with_user(self.user_own)
            .create(
                {
                    "name": "offer.txt",
                    "raw": b"offer",
                    "res_model": "crm.lead",
                    "res_id": lead.id,
                }
            )
        )
        self.assertEqual(attachment.with_user(self.user_all).raw, b"offer")
        with self.assertRaises(AccessError):
            attachment.with_user(self.user_peer).read(["raw"])

    def test_message_with_file_reaches_followers_by_mail(self):
        """S4-117: a message with a file is mailed to followers and shows."""
        lead, contact = self._create_leads(), self._company()
        contact.email = "buyer@customer.example"
        lead.message_subscribe(contact.ids)
        message = lead.with_user(self.user_own).message_post(
            body="Offer attached",
            attachments=[("offer.txt", b"offer")],
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
        )
        mail = (
            self.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)])
        )
        self.assertIn(contact, mail.recipient_ids)
        self.assertEqual(mail.attachment_ids.mapped("name"), ["offer.txt"])
        self.assertIn(message, lead.message_ids)
