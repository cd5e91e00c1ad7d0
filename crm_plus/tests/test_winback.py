from ast import literal_eval
from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import Form, freeze_time, tagged

from .outcome_common import OutcomeCase

TYPE = "crm_plus.mail_activity_type_winback"


@tagged("post_install", "-at_install")
class TestWinback(OutcomeCase):
    """Lost customers are contacted again when the reason says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("crm_plus.ir_cron_remind_winback")

    def _lose(self, leads, **values):
        leads.action_set_lost(lost_reason_id=self.reason_timing.id, **values)

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _activities(self, leads):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "crm.lead"),
                ("res_id", "in", leads.ids),
                ("activity_type_id", "=", self.env.ref(TYPE).id),
            ]
        )

    @freeze_time("2026-08-31 10:00:00")
    def test_dialog_proposes_the_date_of_the_reason(self):
        wizard = self._open_lost(self.lead, self.user_own)
        self.assertFalse(wizard.winback_date)
        wizard.lost_reason_id = self.reason_timing
        self.assertEqual(wizard.winback_date, date(2027, 2, 28))
        wizard.lost_reason_id = self.reason_price
        self.assertFalse(wizard.winback_date)
        wizard.lost_reason_id = self.reason_timing
        wizard.winback_date = "2026-12-24"
        wizard.save().action_lost_reason_apply()
        self.assertEqual(self.lead.winback_date, date(2026, 12, 24))

    def test_dialog_date_may_be_cleared(self):
        wizard = self._open_lost(self.lead, self.user_own)
        wizard.lost_reason_id = self.reason_timing
        wizard.winback_date = False
        wizard.save().action_lost_reason_apply()
        self.assertEqual(self.lead.outcome, "lost")
        self.assertFalse(self.lead.winback_date)

    @freeze_time("2026-03-01 10:00:00")
    def test_other_ways_of_losing_take_the_date_of_the_reason(self):
        self._lose(self.lead)
        self.assertEqual(self.lead.winback_date, date(2026, 9, 1))

    def test_queue_holds_lost_and_dead_leads_with_a_date(self):
        lost, dead, undated, won = self._create_leads(4)
        self._lose(lost, winback_date="2026-05-02")
        dead.action_set_lost(outcome="dead", winback_date="2026-05-01")
        undated.action_set_lost()
        won.action_set_won()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_plus.crm_lead_action_winback"
        )
        found = (
            self.env["crm.lead"]
            .with_user(self.user_own)
            .with_context(active_test=False)
            .search(
                Domain(literal_eval(action["domain"]))
                & Domain("id", "in", (lost | dead | undated | won).ids),
                order="winback_date, id",
            )
        )
        self.assertEqual(found, dead | lost)

    @freeze_time("2026-03-01 10:00:00")
    def test_postpone(self):
        leads = self._create_leads(2)
        self._lose(leads, winback_date="2026-03-01")
        action = leads.with_user(self.user_own).action_open_postpone()
        wizard = Form(
            self.env["crm.lead.postpone"]
            .with_user(self.user_own)
            .with_context(**action["context"])
        )
        self.assertEqual(wizard.winback_date, date(2026, 4, 1))
        wizard.delay = "week"
        self.assertEqual(wizard.winback_date, date(2026, 3, 8))
        wizard.delay = "half"
        wizard.save().action_apply()
        self.assertEqual(leads.mapped("winback_date"), [date(2026, 9, 1)] * 2)
        self.assertEqual(leads.mapped("outcome"), ["lost", "lost"])

    def test_stop_chasing(self):
        self._lose(self.lead)
        self.lead.with_user(self.user_own).action_stop_chasing()
        self.assertFalse(self.lead.winback_date)
        self.assertEqual(self.lead.outcome, "lost")

    def test_open_leads_are_no_win_back(self):
        for method in ("action_open_postpone", "action_stop_chasing"):
            with self.assertRaises(UserError):
                getattr(self.lead.with_user(self.user_own), method)()

    def test_schedule_activity_dialog(self):
        self._lose(self.lead)
        action = self.lead.with_user(self.user_own).action_schedule_winback()
        wizard = Form(
            self.env["mail.activity.schedule"]
            .with_user(self.user_own)
            .with_context(**action["context"])
        )
        wizard.save().action_schedule_activities()
        self.assertEqual(len(self._activities(self.lead)), 1)

    def test_restoring_clears_the_date(self):
        self._lose(self.lead)
        self.lead.action_restore()
        self.assertFalse(self.lead.winback_date)

    def test_reminder_once_a_date(self):
        due, coming = self._create_leads(2)
        self._lose(due, winback_date="2026-03-01")
        self._lose(coming, winback_date="2026-03-03")
        with freeze_time("2026-03-02 06:00:00"):
            self._run_cron()
            self._run_cron()
        self.assertRecordValues(
            self._activities(due | coming),
            [
                {
                    "res_id": due.id,
                    "user_id": self.user_own.id,
                    "date_deadline": date(2026, 3, 1),
                    "automated": True,
                }
            ],
        )
        due.with_user(self.user_own).write({"winback_date": "2026-03-20"})
        self.assertFalse(self._activities(due))
        with freeze_time("2026-03-21 06:00:00"):
            self._run_cron()
        self.assertEqual(len(self._activities(due)), 1)
        self.assertEqual(len(self._activities(coming)), 1)
        due.with_user(self.user_own).action_restore()
        self.assertFalse(self._activities(due))

    def test_reminder_goes_to_the_leader_without_salesperson(self):
        lead = self._create_leads(user_id=False)
        self._lose(lead, winback_date="2026-03-01")
        with freeze_time("2026-03-02 06:00:00"):
            self._run_cron()
        self.assertEqual(self._activities(lead).user_id, self.user_leader)

    def test_reminder_without_anybody_is_settled(self):
        lead = self._create_leads(user_id=False, team_id=False)
        self._lose(lead, winback_date="2026-03-01")
        with freeze_time("2026-03-02 06:00:00"):
            self._run_cron()
        self.assertTrue(lead.winback_reminded)
        self.assertFalse(self._activities(lead))

    def test_reminder_can_be_switched_off(self):
        self.env["ir.config_parameter"].set_param("crm_plus.winback_reminder", False)
        self._lose(self.lead, winback_date="2026-03-01")
        with freeze_time("2026-03-02 06:00:00"):
            self._run_cron()
        self.assertFalse(self._activities(self.lead))
        self.assertFalse(self.lead.winback_reminded)

    def test_one_poisoned_lead_stops_nobody(self):
        leads = self._create_leads(3)
        self._lose(leads, winback_date="2026-03-01")
        poisoned = leads[1]
        Lead = self.registry["crm.lead"]
        schedule = Lead.activity_schedule

        def fail(lead, *args, **kwargs):
            if lead == poisoned:
                raise ValueError("no calendar")
            return schedule(lead, *args, **kwargs)

        with (
            patch.object(Lead, "activity_schedule", fail),
            freeze_time("2026-03-02 06:00:00"),
        ):
            self._run_cron()
        self.assertEqual(
            set(self._activities(leads).mapped("res_id")),
            set((leads - poisoned).ids),
        )
        self.assertEqual(poisoned.winback_error, "no calendar")
        poisoned.winback_date = "2026-03-02"
        self.assertFalse(poisoned.winback_error)
        with freeze_time("2026-03-02 06:00:00"):
            self._run_cron()
        self.assertEqual(len(self._activities(leads)), 3)
