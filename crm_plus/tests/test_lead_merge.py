from odoo.tests import tagged

from .common import CrmPlusCase


class LeadMergeCase(CrmPlusCase):
    """Leads of nobody with rows of ``user_peer``, which ``user_own`` cannot see."""

    def _create_rows(self, lead):
        """One row of each model that goes along with a lead, by field of the lead."""
        date = "2026-03-02 09:00:00"
        on_lead = {"res_model": "crm.lead", "res_id": lead.id}
        out_of_sight = {"lead_id": lead.id, "company_id": self.company_other.id}
        values = {
            "phone_call_ids": {
                "lead_id": lead.id,
                "user_id": self.user_peer.id,
                "team_id": self.team_b.id,
                "state": "held",
                "outcome": "answered",
                "date_start": date,
            },
            "note_ids": {"name": "Secret", "is_private": True} | on_lead,
            "conversion_ids": {
                **out_of_sight,
                "lead_name": lead.name,
                "date": date,
                "user_id": self.user_peer.id,
            },
            "conversion_approval_ids": {
                **out_of_sight,
                "name": lead.name,
                "requester_id": self.user_peer.id,
                "approver_id": self.user_all.id,
            },
            "outcome_ids": {
                **out_of_sight,
                "outcome": "lost",
                "date": date,
                "restored_date": date,
            },
        }
        peer_leads = lead.with_user(self.user_peer).sudo()
        return {
            name: peer_leads[name].create(row_values).with_env(self.env)
            for name, row_values in values.items()
        }


@tagged("post_install", "-at_install")
class TestLeadMerge(LeadMergeCase):
    def test_rows_go_along_although_the_user_was_shown_none(self):
        """What the user has read of a lead does not limit what is moved."""
        leads = self._create_leads(2, user_id=False, team_id=False, company_id=False)
        leads[1].probability = 90  # the one that stays
        rows = self._create_rows(leads[0])
        self.env.flush_all()
        self.env.invalidate_all()
        seen = leads.with_user(self.user_own)
        for name in rows:
            self.assertFalse(seen[0][name], f"{name} are out of sight")
        merged = seen.merge_opportunity()
        self.assertEqual(merged, leads[1])
        self.assertFalse(leads[0].exists())
        self.env.invalidate_all()
        for name, row in rows.items():
            with self.subTest(rows=name):
                self.assertTrue(row.exists())
                self.assertEqual(leads[1][name], row)

    def test_pending_request_is_withdrawn(self):
        leads = self._create_leads(2, user_id=False, team_id=False, company_id=False)
        leads[1].probability = 90
        request = self._create_rows(leads[0])["conversion_approval_ids"]
        self.assertEqual(request.state, "pending")
        leads.with_user(self.user_own).merge_opportunity()
        self.assertEqual(request.state, "withdrawn")

    def test_lead_of_another_merge_keeps_its_rows(self):
        leads = self._create_leads(3, user_id=False)
        rows = self._create_rows(leads[2])
        leads[:2].with_user(self.user_own).merge_opportunity()
        for name, row in rows.items():
            self.assertEqual(leads[2][name], row)

    def test_one_query_finds_all_rows(self):
        for size in (10, 100):
            leads = self._create_leads(size, user_id=False)
            rows = self._create_rows(leads[0])
            self.env.flush_all()
            with self.assertQueryCount(1):
                found = dict(leads.with_user(self.user_own)._find_dependent_ids())
            self.assertEqual(found, {row._name: row.ids for row in rows.values()})

    def test_leads_without_rows_have_none(self):
        self.assertFalse(self._create_leads(2)._find_dependent_ids())
