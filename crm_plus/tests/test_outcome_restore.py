from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import freeze_time, tagged

from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestOutcomeRestore(OutcomeCase):
    """Closed leads come back, and their history stays."""

    def _lose(self, leads, **values):
        leads.action_set_lost(lost_reason_id=self.reason_price.id, **values)

    def test_restore_to_the_old_stage(self):
        self._lose(self.lead)
        wizard = self._open_restore(self.lead, self.user_own, target="old")
        self.assertEqual(wizard.stage_names, "Talk")
        with freeze_time("2026-05-01 10:00:00"):
            action = wizard.action_apply()
        self.assertEqual(action, {"type": "ir.actions.act_window_close"})
        self.assertRecordValues(
            self.lead,
            [
                {
                    "active": True,
                    "outcome": False,
                    "won_status": "pending",
                    "stage_id": self.stage_two.id,
                    "lost_reason_id": False,
                    "date_closed": False,
                    "outcome_restored_count": 1,
                }
            ],
        )
        self.assertRecordValues(
            self.lead.outcome_ids,
            [
                {
                    "outcome": "lost",
                    "lost_reason_id": self.reason_price.id,
                    "restored_date": Datetime.to_datetime("2026-05-01 10:00:00"),
                    "restored_by_id": self.user_own.id,
                    "restored_stage_id": self.stage_two.id,
                }
            ],
        )

    def test_restore_to_the_first_stage(self):
        self._lose(self.lead)
        self._open_restore(self.lead, self.user_own, target="first").action_apply()
        self.assertEqual(self.lead.stage_id, self.stage_one)
        self.assertEqual(self.lead.outcome_ids.restored_stage_id, self.stage_one)

    def test_proposed_stage_is_a_setting(self):
        self._lose(self.lead)
        self.assertEqual(self._open_restore(self.lead, self.user_own).target, "first")
        self.env["ir.config_parameter"].set_param("crm_plus.restore_stage", "old")
        self.assertEqual(self._open_restore(self.lead, self.user_own).target, "old")

    def test_chance_is_automated_again(self):
        self.lead.probability = 77
        self._lose(self.lead)
        self.lead.action_restore()
        self.assertTrue(self.lead.is_automated_probability)
        self.assertEqual(self.lead.probability, self.lead.automated_probability)

    def test_chance_is_automated_again_by_every_way_back(self):
        """A stage written meanwhile made stock compute a chance of the lost lead."""
        ways = {
            "button": lambda lead: lead.action_restore(),
            "unarchive": lambda lead: lead.action_unarchive(),
            "write": lambda lead: lead.write({"active": True}),
            "drag": lambda lead: lead.write(
                {"active": True, "stage_id": self.stage_one.id}
            ),
        }
        for name, bring_back in ways.items():
            with self.subTest(name):
                lead = self._create_leads().with_user(self.user_own)
                self._lose(lead)
                lead.write({"stage_id": self.stage_three.id})
                self.env.flush_all()
                self.assertGreater(lead.automated_probability, 0)
                self.assertEqual((lead.outcome, lead.probability), ("lost", 0))
                bring_back(lead)
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertFalse(lead.outcome)
                self.assertGreater(lead.probability, 0)
                self.assertEqual(lead.probability, lead.automated_probability)
                self.assertTrue(lead.is_automated_probability)

    def test_a_chance_given_with_the_restoring_is_kept(self):
        self._lose(self.lead)
        lead = self.lead.with_user(self.user_own)
        lead.write({"stage_id": self.stage_three.id})
        lead.write({"active": True, "probability": 35})
        self.env.flush_all()
        self.assertEqual((lead.outcome, lead.probability), (False, 35))

    def test_unarchiving_many_takes_the_queries_of_a_few(self):
        counts = []
        for size in (10, 100):
            leads = self._create_leads(size)
            self._lose(leads)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads.with_user(self.user_own).write({"active": True})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 30)

    def test_form_button_opens_the_dialog(self):
        self._lose(self.lead)
        lead = self.lead.with_user(self.user_own)
        action = lead.with_context(crm_plus_ask_stage=True).action_restore()
        self.assertEqual(action["res_model"], "crm.lead.restore")
        self.assertEqual(action["context"]["default_lead_ids"], self.lead.ids)
        self.assertEqual(self.lead.outcome, "lost")

    def test_server_action_restores_many(self):
        leads = self._create_leads(5)
        self._lose(leads[:4])
        action = (
            self.env.ref("crm_plus.action_server_restore_leads")
            .with_user(self.user_own)
            .with_context(active_model="crm.lead", active_ids=leads.ids)
            .run()
        )
        self.assertEqual(action["context"]["default_lead_ids"], leads[:4].ids)
        self._open_restore(leads, self.user_own, target="old").action_apply()
        self.assertEqual(leads.mapped("active"), [True] * 5)
        self.assertEqual(leads.mapped("outcome_restored_count"), [1, 1, 1, 1, 0])

    def test_deleted_stage_falls_back_and_says_so(self):
        self.lead.action_set_won()
        self.stage_two.unlink()
        wizard = self._open_restore(self.lead, self.user_own, target="old")
        self.assertEqual(wizard.displaced_count, 1)
        action = wizard.action_apply()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("New", action["params"]["message"])
        self.assertEqual(self.lead.stage_id, self.stage_one)
        self.assertFalse(self.lead.outcome)
        self.assertIn("restored to New", self.lead.message_ids[0].body)

    def test_stage_of_another_team_falls_back(self):
        self._lose(self.lead)
        self.stage_two.team_ids = self.team_b
        wizard = self._open_restore(self.lead, self.user_own, target="old")
        self.assertEqual(wizard.displaced_count, 1)
        wizard.action_apply()
        self.assertEqual(self.lead.stage_id, self.stage_one)

    def test_stage_of_a_team_out_of_sight_falls_back(self):
        """Even when the user has looked at the teams of the stage before."""
        self.lead.action_set_lost()
        self.stage_two.team_ids = self.team_other
        self.env.invalidate_all()
        stage = self.stage_two.with_user(self.user_own)
        self.assertFalse(stage.team_ids)
        lead = self.lead.with_user(self.user_own)
        lead._restore_to("old")
        self.assertEqual(lead.stage_id, self.stage_one)

    def test_stage_of_an_archived_team_falls_back(self):
        self.lead.action_set_lost()
        self.stage_two.team_ids = self.team_b
        self.team_b.active = False
        self.lead.with_user(self.user_own)._restore_to("old")
        self.assertEqual(self.lead.stage_id, self.stage_one)

    def test_pipeline_without_open_stage(self):
        self._lose(self.lead)
        (self.stage_one | self.stage_two | self.stage_three).write(
            {"team_ids": [(4, self.team_b.id)]}
        )
        with self.assertRaisesRegex(UserError, "Team A has no open stage"):
            self.lead.action_restore()
        self.assertEqual(self.lead.outcome, "lost")
        self.assertFalse(self.lead.outcome_ids.restored_date)

    def test_folded_stage_is_the_last_choice(self):
        self._lose(self.lead)
        self.stage_one.fold = True
        self._open_restore(self.lead, self.user_own, target="first").action_apply()
        self.assertEqual(self.lead.stage_id, self.stage_two)

    def test_won_deal_is_reopened_where_it_was(self):
        self.lead.stage_id = self.stage_three
        self.lead.with_user(self.user_own).action_set_won()
        wizard = self._open_restore(self.lead, self.user_own, target="old")
        self.assertEqual(wizard.won_count, 1)
        wizard.action_apply()
        self.assertRecordValues(
            self.lead,
            [
                {
                    "outcome": False,
                    "won_status": "pending",
                    "stage_id": self.stage_three.id,
                    "date_closed": False,
                }
            ],
        )
        self.assertEqual(self.lead.outcome_ids.outcome, "won")
        self.assertEqual(self.lead.outcome_ids.restored_by_id, self.user_own)

    def test_dragging_out_of_the_won_stage_reopens(self):
        self.lead.action_set_won()
        self.lead.with_user(self.user_own).web_save({"stage_id": self.stage_one.id}, {})
        self.assertFalse(self.lead.outcome)
        self.assertEqual(self.lead.outcome_ids.restored_stage_id, self.stage_one)

    def test_plain_unarchiving_keeps_the_reason_in_the_episode(self):
        """Stock wipes the reason from the lead; the episode remembers it."""
        self._lose(self.lead)
        self.lead.with_user(self.user_own).action_unarchive()
        self.assertFalse(self.lead.lost_reason_id)
        self.assertEqual(self.lead.outcome_ids.lost_reason_id, self.reason_price)
        self.assertTrue(self.lead.outcome_ids.restored_date)

    def test_lost_restored_and_won_counts_days_per_episode(self):
        self._date_lead(self.lead, "2026-01-01 00:00:00")
        with freeze_time("2026-01-11 00:00:00"):
            self._lose(self.lead)
        with freeze_time("2026-03-01 00:00:00"):
            self.lead.action_restore()
        with freeze_time("2026-03-04 12:00:00"):
            self.lead.action_set_won()
        self.assertRecordValues(
            self.lead.outcome_ids.sorted("id"),
            [
                {"outcome": "lost", "days_to_close": 10.0},
                {"outcome": "won", "days_to_close": 3.5},
            ],
        )
        self.assertEqual(self.lead.outcome_count, 2)
        self.assertEqual(self.lead.outcome_restored_count, 1)

    def test_merely_archived_lead_is_unarchived_as_stock_does(self):
        self.lead.probability = 0
        self.lead.action_archive()
        self.lead.with_user(self.user_own).action_restore()
        self.assertTrue(self.lead.active)
        self.assertFalse(self.lead.outcome_ids)

    def test_nothing_to_restore(self):
        with self.assertRaises(UserError):
            self.lead.with_user(self.user_own).action_open_restore()

    def test_second_restore_gets_a_message(self):
        self._lose(self.lead)
        first = self._open_restore(self.lead, self.user_own, target="old")
        second = self._open_restore(self.lead, self.user_manager, target="first")
        first.action_apply()
        with self.assertRaises(UserError):
            second.action_apply()
        self.assertEqual(self.lead.stage_id, self.stage_two)
        self.assertEqual(len(self.lead.outcome_ids), 1)

    def test_restoring_needs_write_access(self):
        foreign = self._create_leads(user_id=self.user_all.id, team_id=self.team_b.id)
        self._lose(foreign)
        with self.assertRaises(AccessError):
            foreign.with_user(self.user_own).action_restore()
        self.assertEqual(foreign.outcome, "lost")
        self.assertFalse(foreign.outcome_ids.restored_date)
