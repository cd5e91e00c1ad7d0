from odoo.exceptions import AccessError
from odoo.tests import tagged

from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestOutcomeAccess(OutcomeCase):
    """Who reads which episode; nobody writes one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.lead
        cls.peer = cls._create_leads(user_id=cls.user_peer.id)
        cls.free = cls._create_leads(user_id=False)
        cls.team_b_lead = cls._create_leads(
            user_id=cls.user_all.id, team_id=cls.team_b.id
        )
        cls.foreign = cls.env["crm.lead"].create(
            {
                "name": "Foreign",
                "type": "opportunity",
                "user_id": cls.user_other.id,
                "team_id": cls.team_other.id,
                "company_id": cls.company_other.id,
            }
        )
        cls.leads = cls.own | cls.peer | cls.free | cls.team_b_lead | cls.foreign
        cls.leads.action_set_lost(lost_reason_id=cls.reason_price.id)
        cls.episodes = cls.leads.outcome_ids
        cls.env.flush_all()

    def _read_by(self, user):
        return (
            self.env["crm.plus.outcome"]
            .with_user(user)
            .search([("id", "in", self.episodes.ids)])
            .lead_id
        )

    def test_each_level_reads_the_episodes_of_its_leads(self):
        main = self.own | self.peer | self.free | self.team_b_lead
        for user, leads in (
            (self.user_own, self.own | self.free),
            (self.user_peer, self.peer | self.free),
            (self.user_leader, self.own | self.peer | self.free),
            (self.user_all, main),
            (self.user_manager, main),
            (self.user_auditor, main),
            (self.user_other, self.foreign),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._read_by(user), leads)

    def test_reassigned_lead_takes_its_episodes_along(self):
        self.own.user_id = self.user_peer
        self.assertNotIn(self.own, self._read_by(self.user_own))
        self.assertIn(self.own, self._read_by(self.user_peer))

    def test_outsiders_read_nothing(self):
        for user in (
            self.user_employee,
            self.user_portal,
            self.env.ref("base.public_user"),
        ):
            for model in (
                "crm.plus.outcome",
                "crm.plus.won.reason",
                "crm.plus.lost.reason.group",
            ):
                with self.subTest(user=user.login, model=model):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).search([])

    def test_nobody_writes_episodes(self):
        episode = self.own.outcome_ids
        before = episode.read()
        # an administrator who even gives himself the access row
        self.env["ir.model.access"].create(
            {
                "name": "all",
                "model_id": self.env["ir.model"]._get_id("crm.plus.outcome"),
                "group_id": self.env.ref("base.group_user").id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
                "perm_unlink": True,
            }
        )
        values = {"lead_id": self.own.id, "outcome": "won", "date": "2026-01-01"}
        for user in (
            self.user_own,
            self.user_manager,
            self.user_auditor,
            self.env.ref("base.user_admin"),
        ):
            mine = episode.with_user(user)
            for refused in (
                lambda mine=mine: mine.write({"outcome": "won"}),
                lambda mine=mine: mine.create(values),
                mine.unlink,
                mine.copy,
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    refused()
        self.assertEqual(episode.read(), before)
        self.assertEqual(len(self.own.outcome_ids), 1)

    def test_reasons_are_configured_by_managers(self):
        for model in ("crm.plus.won.reason", "crm.plus.lost.reason.group"):
            for user in (self.user_own, self.user_leader, self.user_all):
                records = self.env[model].with_user(user)
                self.assertTrue(records.search([]))
                with self.assertRaises(AccessError):
                    records.create({"name": "X"})
                with self.assertRaises(AccessError):
                    records.search([], limit=1).write({"name": "X"})
                with self.assertRaises(AccessError):
                    records.search([], limit=1).unlink()
            record = self.env[model].with_user(self.user_manager).create({"name": "X"})
            record.name = "Y"
            self.assertEqual(record.name, "Y")
            record.unlink()
            self.assertFalse(record.exists())

    def test_auditor_changes_no_reason(self):
        reason = self.reason_won.with_user(self.user_auditor)
        self.assertEqual(reason.name, "Service")
        with self.assertRaises(AccessError):
            reason.name = "X"
        self.assertEqual(self.reason_won.name, "Service")

    def test_reasons_of_another_company(self):
        self.reason_won.company_id = self.company_other
        self.group_price.company_id = self.company_other
        for record in (self.reason_won, self.group_price):
            mine = self.env[record._name].with_user(self.user_manager)
            self.assertNotIn(record, mine.search([]))
            theirs = self.env[record._name].with_user(self.user_other)
            self.assertIn(record, theirs.search([]))

    def test_dialogs_are_for_sellers(self):
        for model in ("crm.lead.won", "crm.lead.restore", "crm.lead.postpone"):
            for user in (self.user_employee, self.user_portal, self.user_auditor):
                with self.subTest(user=user.login, model=model):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).create(
                            {"lead_id": self.own.id}
                            if model == "crm.lead.won"
                            else {"lead_ids": [(6, 0, self.own.ids)]}
                        )
