from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCommon

from .common import CrmPlusCase

MAIL = """Return-Path: {return_path}
To: {to}
cc: {cc}
From: {email_from}
Subject: {subject}
Message-ID: {msg_id}
Date: {date}
{extra}
Content-Type: text/plain; charset=utf-8

Please send an offer.
"""


@tagged("post_install", "-at_install", "mail_gateway")
class TestTeamSender(CrmPlusCase, MailCommon):
    """Mail to the alias of a team, from senders it hears and others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._init_mail_gateway()
        cls.company.alias_domain_id = cls.mail_alias_domain
        cls.team_a.write(
            {"alias_name": "team-a", "alias_domain_id": cls.mail_alias_domain.id}
        )
        cls.address = f"team-a@{cls.alias_domain}"

    def _receive(self, email_from, subject="Offer", **kwargs):
        """Process a mail to the team; return the leads it opened."""
        with self.mock_mail_gateway():
            return self.format_and_process(
                MAIL,
                email_from,
                self.address,
                subject=subject,
                return_path=email_from,
                target_model="crm.lead",
                **kwargs,
            )

    def assertRefused(self, lead, email_from):
        self.assertFalse(lead)
        self.assertEqual(len(self._mails), 1)
        self.assertEqual(self._mails[0]["email_to"], [email_from])

    def test_everybody_is_heard_without_lists(self):
        lead = self._receive("ada@anywhere.example.net")
        self.assertRecordValues(
            lead,
            [{"team_id": self.team_a.id, "email_from": "ada@anywhere.example.net"}],
        )
        self.assertFalse(self._mails)

    def test_only_senders_on_the_list_open_leads(self):
        self.team_a.sender_allowed = "acme.com, sara@example.org"
        self.assertRefused(self._receive("eve@other.com"), "eve@other.com")
        self.assertTrue(self._receive("eve@acme.com", subject="By domain"))
        self.assertTrue(self._receive("eve@mail.acme.com", subject="By subdomain"))
        self.assertTrue(self._receive("Sara@Example.org", subject="By address"))
        self.assertFalse(self._receive("omid@example.org", subject="By nothing"))

    def test_denied_sender_gets_the_polite_bounce(self):
        self.team_a.sender_denied = "spam.example.net"
        self.assertRefused(self._receive("x@spam.example.net"), "x@spam.example.net")
        body = self._mails[0]["body"]
        self.assertIn("Dear Sender", body)
        self.assertIn("Only accepted senders are allowed", body)
        self.assertIn("Please send an offer.", body, "the mail itself comes back")
        self.assertEqual(self.team_a.alias_id.alias_status, "not_tested")

    def test_denied_sender_gets_the_words_of_the_team(self):
        self.team_a.sender_denied = "spam.example.net"
        self.team_a.with_user(
            self.user_manager
        ).alias_bounced_content = "<p>Please call us.</p>"
        self.assertRefused(self._receive("x@spam.example.net"), "x@spam.example.net")
        self.assertIn("Please call us.", self._mails[0]["body"])

    def test_refusal_wins_over_acceptance(self):
        self.team_a.write(
            {"sender_allowed": "acme.com", "sender_denied": "eve@acme.com"}
        )
        self.assertFalse(self._receive("eve@acme.com"))
        self.assertTrue(self._receive("ada@acme.com", subject="Other"))

    def test_policy_of_stock_holds_too(self):
        self.team_a.write({"alias_contact": "partners", "sender_allowed": "acme.com"})
        self.assertFalse(self._receive("ada@acme.com"))
        self.env["res.partner"].create({"name": "Ada", "email": "ada@acme.com"})
        self.assertTrue(self._receive("ada@acme.com", subject="Known"))

    def test_lists_of_one_team_do_not_bind_another(self):
        self.team_b.sender_allowed = "acme.com"
        self.assertTrue(self._receive("eve@other.com"))

    def test_answer_of_a_sender_outside_the_list_is_not_lost(self):
        lead = self._create_leads(email_from="eve@other.com")
        message = lead.message_post(body="Our offer", message_type="comment")
        self.team_a.sender_allowed = "acme.com"
        self._receive(
            "eve@other.com",
            subject="Re: Our offer",
            extra=f"In-Reply-To: {message.message_id}",
        )
        self.assertIn("Please send an offer.", lead.message_ids[0].body)
        self.assertFalse(self._bounces())

    def test_answer_of_a_denied_sender_is_refused(self):
        lead = self._create_leads(email_from="eve@other.com")
        message = lead.message_post(body="Our offer", message_type="comment")
        self.team_a.sender_denied = "other.com"
        count = len(lead.message_ids)
        self._receive(
            "eve@other.com",
            subject="Re: Our offer",
            extra=f"In-Reply-To: {message.message_id}",
        )
        self.assertEqual(len(lead.message_ids), count)
        self.assertEqual(len(self._bounces()), 1)

    def _bounces(self):
        return [mail for mail in self._mails if "Dear Sender" in mail["body"]]

    def test_unreadable_entries_are_named_and_nothing_is_saved(self):
        team = self.team_a.with_user(self.user_manager)
        with (
            self.assertRaisesRegex(ValidationError, "https://acme.com, oops"),
            self.cr.savepoint(),
        ):
            team.sender_denied = "spam.example.net, https://acme.com, oops"
        team.invalidate_recordset()
        self.assertFalse(team.sender_denied)
