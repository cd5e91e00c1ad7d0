from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_lead_history import DAY, T0, LeadHistoryCase


@tagged("post_install", "-at_install")
class TestLeadHistoryAccess(LeadHistoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        leads = {
            "own": {},
            "free": {"user_id": False},
            "peer": {"user_id": cls.user_peer.id},
            "team_b": {"user_id": cls.user_all.id, "team_id": cls.team_b.id},
            "foreign": {
                "user_id": cls.user_other.id,
                "team_id": cls.team_other.id,
                "company_id": cls.company_other.id,
            },
        }
        cls.leads = {
            name: cls._create_leads(**values) for name, values in leads.items()
        }
        cls.env.cr.flush()

    def _visible(self, user):
        found = self.History.with_user(user).search(
            [("lead_id", "in", [lead.id for lead in self.leads.values()])]
        )
        return {
            name for name, lead in self.leads.items() if lead in found.sudo().lead_id
        }

    def test_each_level_reads_the_history_of_the_leads_it_reads(self):
        expected = {
            self.user_own: {"own", "free"},
            self.user_peer: {"peer", "free"},
            self.user_leader: {"own", "free", "peer"},
            self.user_all: {"own", "free", "peer", "team_b"},
            self.user_manager: {"own", "free", "peer", "team_b"},
            self.user_auditor: {"own", "free", "peer", "team_b"},
            self.user_other: {"foreign"},
        }
        for user, names in expected.items():
            with self.subTest(user=user.login):
                self.assertEqual(self._visible(user), names)

    def test_history_follows_the_lead_to_its_new_salesperson(self):
        with self._transaction(self.env.cr.now() + DAY):
            self.leads["own"].user_id = self.user_peer
        self.assertEqual(self._visible(self.user_own), {"free"})
        self.assertEqual(self._visible(self.user_peer), {"own", "free", "peer"})
        rows = self.History.with_user(self.user_peer).search(
            [("lead_id", "=", self.leads["own"].id)]
        )
        self.assertEqual(len(rows), 2, "the time before is part of the lead's history")

    def test_history_follows_the_lead_to_its_new_company(self):
        lead = self.leads["own"]
        with self._transaction(self.env.cr.now() + DAY):
            lead.write({"user_id": self.user_other.id, "team_id": self.team_other.id})
        self.assertEqual(lead.company_id, self.company_other)
        self.assertEqual(self._visible(self.user_other), {"foreign", "own"})
        self.assertNotIn("own", self._visible(self.user_manager))

    def test_employee_portal_and_public_read_nothing(self):
        for user in (
            self.user_employee,
            self.user_portal,
            self.env.ref("base.public_user"),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.History.with_user(user).search([])

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_nobody_writes_creates_or_deletes(self):
        lead = self.leads["own"]
        row = self._history(lead)
        administrator = self.env.ref("base.user_admin")
        before = row.read()
        for user in (
            self.user_own,
            self.user_leader,
            self.user_all,
            self.user_manager,
            self.user_auditor,
            administrator,
        ):
            interval = row.with_user(user)
            history = self.History.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    interval.write({"expected_revenue": 1})
                with self.assertRaises(AccessError):
                    interval.unlink()
                with self.assertRaises(AccessError):
                    history.create({"lead_id": lead.id, "valid_from": T0})
                with self.assertRaises(AccessError):
                    interval.copy()
        self.assertEqual(row.read(), before)
        self.assertEqual(self._history(lead), row)

    def test_seller_records_what_he_does_without_any_right_on_the_history(self):
        lead = self.leads["own"]
        moment = self.env.cr.now() + DAY
        with self._transaction(moment):
            lead.with_user(self.user_own).write({"expected_revenue": 77})
        self.assertEqual(
            lead.with_user(self.user_own)._history_at(moment).expected_revenue, 77.0
        )

    def test_past_pipeline_obeys_the_rules(self):
        self.assertEqual(
            set(
                self.History.with_user(self.user_own)
                .pipeline_at(self.env.cr.now() + DAY)
                .lead_id.ids
            )
            & {lead.id for lead in self.leads.values()},
            {self.leads["own"].id, self.leads["free"].id},
        )

    def test_foreign_interval_cannot_be_read_by_its_id(self):
        foreign = self._history(self.leads["team_b"])
        with self.assertRaises(AccessError):
            foreign.with_user(self.user_own).read(["expected_revenue"])
