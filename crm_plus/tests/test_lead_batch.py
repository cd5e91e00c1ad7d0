from contextlib import contextmanager
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_plus.core.memo import Memo
from odoo.addons.crm_plus.models.lead_batch_mixin import (
    MEMO,
    CrmPlusLeadBatchMixin,
    get_memo,
)

from .test_lead_history import DAY, T0, LeadHistoryCase

SIZES = (10, 100)


class LeadBatchCase(LeadHistoryCase):
    @classmethod
    def default_env_context(cls):
        return {}  # messages and followers are the subject here

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "sales.example.com"})
        cls.company.alias_domain_id = domain
        cls.team_a.write({"alias_name": "acquisition", "alias_domain_id": domain.id})
        cls.lost_reason = cls.env["crm.lost.reason"].create({"name": "Too slow"})
        cls.subtypes = {
            name: cls.env.ref(f"crm.mt_lead_{name}")
            for name in ("create", "stage", "won", "lost", "restored")
        }

    def _create_mixed(self):
        """Leads that differ in everything the answers depend on."""
        plain = self._create_at(T0, 3)
        loose = self._create_at(T0, 2, team_id=False, user_id=False)
        other = self._create_at(T0, 2, team_id=self.team_b.id, user_id=self.user_all.id)
        talked = self._create_at(T0, 2)
        talked[0].message_post(body="Called", message_type="comment")
        talked[0].message_post(body="Noted", message_type="notification")
        talked[1].message_post(body="Mailed", message_type="email")
        won_only = [self.subtypes["won"].id]
        other.message_subscribe(self.user_peer.partner_id.ids, won_only)
        plain[0].message_subscribe(self.user_leader.partner_id.ids)
        self.env.cr.flush()
        return plain | loose | other | talked


@tagged("post_install", "-at_install")
class TestLeadBatch(LeadBatchCase):
    """A batch gives exactly what stock gives lead by lead."""

    @contextmanager
    def _without_memo(self):
        @contextmanager
        def ask_always(records, size, record_ids=()):
            yield records

        with patch.object(CrmPlusLeadBatchMixin, "_asking_once", ask_always):
            yield

    def _read_outcome(self, leads, seen):
        """All that an operation left behind, with ranks in place of ids."""
        self.env.cr.flush()
        self.env.invalidate_all()
        messages = self.env["mail.message"].search(
            [("model", "=", "crm.lead"), ("res_id", "in", leads.ids)], order="id"
        )
        rank = {message.id: number for number, message in enumerate(messages)}
        return [
            [
                (lead.stage_id, lead.team_id, lead.user_id, lead.probability)
                for lead in leads
            ],
            [set(lead.message_follower_ids.mapped("partner_id")) for lead in leads],
            [
                (
                    leads.ids.index(message.res_id),
                    message.subtype_id,
                    rank.get(message.parent_id.id),
                    message.author_id,
                    message.reply_to,
                    message.record_alias_domain_id,
                    message.record_company_id,
                    message.message_type,
                    message.body,
                    set(message.notification_ids.mapped("res_partner_id")),
                    [
                        (
                            value.field_id.name,
                            value.old_value_char,
                            value.new_value_char,
                        )
                        for value in message.tracking_value_ids.sorted("field_id")
                    ],
                )
                for message in messages
                if message.id not in seen
            ],
        ]

    def _run(self, operation, leads):
        """Do it, note what came of it, and undo it."""
        seen = set(self.env["mail.message"].search([]).ids)
        with self.env.cr.savepoint() as savepoint:
            with self._transaction(T0 + DAY):
                result = operation(leads)
            outcome = self._read_outcome(leads | (result or leads), seen)
            savepoint.rollback()
        self.env.invalidate_all()
        return outcome

    def assertSame(self, operation, leads):
        batch = self._run(operation, leads)
        with self._without_memo():
            one_by_one = self._run(operation, leads)
        self.assertEqual(batch, one_by_one)
        self.assertTrue(batch[-1], "there are messages to compare")

    def test_creation(self):
        values = [
            {"user_id": self.user_own.id},
            {"user_id": self.user_own.id, "type": "lead"},
            {"user_id": self.user_all.id},
            {"user_id": self.user_all.id, "team_id": self.team_a.id},
            {"user_id": False, "team_id": False},
            {"user_id": self.user_other.id},
            {"stage_id": self.stage_won.id},
            {},
        ]

        def create(_leads):
            return (
                self.env["crm.lead"]
                .with_user(self.user_manager)
                .create(
                    [
                        {"name": f"Lead {number}", "type": "opportunity", **lead}
                        for number, lead in enumerate(values)
                    ]
                )
            )

        self.assertSame(create, self.env["crm.lead"])

    def test_loss(self):
        leads = self._create_mixed()
        self.assertSame(lambda leads: leads.action_set_lost() and None, leads)

    def test_loss_with_reason(self):
        leads = self._create_mixed()
        self.assertSame(
            lambda leads: (
                leads.action_set_lost(lost_reason_id=self.lost_reason.id) and None
            ),
            leads,
        )

    def test_win(self):
        self.stage_won.team_ids = self.team_b
        leads = self._create_mixed()
        self.assertSame(lambda leads: leads.action_set_won() and None, leads)

    def test_restoration(self):
        leads = self._create_mixed()
        with self._transaction(T0 + DAY / 2):
            leads.action_set_lost()
        self.assertSame(lambda leads: leads.action_restore(), leads)

    def test_reassignment(self):
        leads = self._create_mixed()

        def reassign(leads):
            leads.write({"user_id": self.user_peer.id, "stage_id": self.stage_offer.id})

        self.assertSame(reassign, leads)

    def test_two_messages_on_a_lead_follow_each_other(self):
        """The second message has the first one as its parent, as always."""
        leads = self._create_at(T0, 3)

        def twice(leads):
            with leads._asking_once(len(leads), leads.ids) as batch:
                for lead in batch:
                    lead.message_post(body="One", message_type="comment")
                    lead.message_subscribe(self.user_peer.partner_id.ids)
                    lead.message_post(body="Two", subtype_xmlid="mail.mt_comment")

        self.assertSame(twice, leads)

    def test_follower_who_left_meanwhile_is_not_notified(self):
        leads = self._create_at(T0, 3)
        partner = self.user_peer.partner_id
        leads.message_subscribe(partner.ids, self.subtypes["won"].ids)

        def leave(leads):
            with leads._asking_once(len(leads), leads.ids) as batch:
                for lead in batch:
                    lead.message_post(body="Done", subtype_id=self.subtypes["won"].id)
                    batch.message_unsubscribe(partner.ids)

        self.assertSame(leave, leads)
        leave(leads)
        notified = leads.message_ids.notification_ids.filtered(
            lambda notification: notification.res_partner_id == partner
        )
        self.assertEqual(len(notified), 1)

    def test_follower_with_other_interests_meanwhile_is_not_notified(self):
        leads = self._create_at(T0, 3)
        partner = self.user_peer.partner_id
        leads.message_subscribe(partner.ids, self.subtypes["won"].ids)

        def narrow(leads):
            with leads._asking_once(len(leads), leads.ids) as batch:
                for lead in batch:
                    lead.message_post(body="Done", subtype_id=self.subtypes["won"].id)
                    batch.message_subscribe(partner.ids, self.subtypes["lost"].ids)

        self.assertSame(narrow, leads)
        narrow(leads)
        notified = leads.message_ids.notification_ids.filtered(
            lambda notification: notification.res_partner_id == partner
        )
        self.assertEqual(len(notified), 1)

    def test_created_leads_are_handed_out_without_the_memo(self):
        leads = self._create_leads(2)
        self.assertEqual(leads.env, self.env)
        self.assertNotIn(MEMO, leads.env.context)

    def test_memo_ends_with_the_operation(self):
        leads = self._create_leads(2)
        with leads._asking_once(2, leads.ids) as batch:
            self.assertTrue(get_memo(batch.env))
        self.assertIsNone(get_memo(batch.env))

    def test_single_lead_needs_no_memo(self):
        lead = self._create_leads()
        with lead._asking_once(1, lead.ids) as batch:
            self.assertEqual(batch.env, self.env)

    def test_context_of_a_client_is_no_memo(self):
        for value in (True, {"is_open": True}, "memo", Memo):
            env = self.env(context={MEMO: value})
            self.assertIsNone(get_memo(env))
            lead = env["crm.lead"].create({"name": "From afar"})
            self.assertTrue(lead.stage_id)


@tagged("post_install", "-at_install")
class TestLeadBatchPerf(LeadBatchCase):
    """Queries a lead: stock takes eight to ten."""

    def _get_slope(self, operation):
        """Queries that each further lead costs."""
        counts = []
        for size in (2, *SIZES):  # the first fills the caches of the registry
            leads = self._create_at(T0, size)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with self._transaction(T0 + DAY):
                operation(leads)
            counts.append(self.env.cr.sql_log_count - before)
        return (counts[2] - counts[1]) / (SIZES[1] - SIZES[0])

    def test_creation_takes_one_query_a_lead(self):
        def create(leads):
            own_leads = self.env["crm.lead"].with_user(self.user_own)
            own_leads.create([{"name": f"Lead {lead.id}"} for lead in leads])

        self.assertLess(self._get_slope(create), 1.1)

    def test_closing_and_reopening_take_two_queries_a_lead(self):
        def restore(leads):
            leads.action_set_lost()
            self.env.cr.flush()
            leads.action_restore()

        for name, operation, queries in (
            ("lose", lambda leads: leads.action_set_lost(), 2.1),
            ("win", lambda leads: leads.action_set_won(), 2.1),
            ("lose and restore", restore, 4.2),
            ("move", lambda leads: leads.write({"stage_id": self.stage_offer.id}), 2.1),
        ):
            with self.subTest(operation=name):
                self.assertLess(self._get_slope(operation), queries)

    def test_notes_without_a_parent_look_for_no_messages(self):
        leads = self._create_at(T0, 3)
        with leads._asking_once(len(leads), leads.ids) as batch:
            self.patch(
                type(leads),
                "_get_last_messages",
                lambda *args: self.fail("nobody asked for a parent"),
            )
            batch._message_log_batch(bodies=dict.fromkeys(batch.ids, "Noted"))

    def test_equal_addresses_are_found_through_an_index(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        domain = [("email_normalized", "=", "someone@example.com")]
        query = self.env["crm.lead"].sudo()._search(domain)
        self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("crm_lead_email_normalized_idx", plan)


@tagged("post_install", "-at_install")
class TestLastMessages(LeadBatchCase):
    def test_last_messages_are_those_that_stock_finds(self):
        leads = self._create_mixed()
        found = leads._get_last_messages(leads.ids)
        self.assertEqual(
            found, {lead.id: lead._message_compute_parent_id(False) for lead in leads}
        )

    def test_lead_without_messages_has_none(self):
        lead = self.env["crm.lead"].with_context(mail_create_nolog=True)
        lead = lead.create({"name": "Silent", "tag_ids": [Command.clear()]})
        self.assertEqual(lead._get_last_messages(lead.ids), {lead.id: False})
