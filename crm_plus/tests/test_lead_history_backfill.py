from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.crm_plus.hooks import (
    LEAD_FILLFACTOR,
    _get_lead_storage,
    _set_lead_fillfactor,
    post_init_hook,
    uninstall_hook,
)

from .test_lead_history import DAY, T0, LeadHistoryCase

SHOWN = ["valid_from", "valid_to", "stage_id", "user_id", "expected_revenue"]


@tagged("post_install", "-at_install")
class TestLeadHistoryBackfill(LeadHistoryCase):
    @classmethod
    def default_env_context(cls):
        return {}  # the messages of tracked changes are the subject here

    def _create_tracked(self, **values):
        lead = self._create_at(T0, **values)
        # The ORM dates a record by the transaction of the test.
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = ANY(%s)", [T0, lead.ids]
        )
        lead.invalidate_recordset()
        return lead

    def _backfill(self, leads, moment=T0 + 100 * DAY):
        """Forget the history of these leads and put it together from messages."""
        self.env.cr.flush()
        self.env.cr.execute(
            "DELETE FROM crm_plus_lead_history WHERE lead_id = ANY(%s)", [leads.ids]
        )
        self.History.invalidate_model()
        with self._transaction(moment):
            self.History._backfill()
        return self._history(leads)

    def _read_recorded(self, leads):
        """What both the writer and the messages know of each interval."""
        return [
            {**row, "id": 0}
            for row in self._history(leads).read(
                [*SHOWN, "team_id", "won_status", "type"]
            )
        ]

    def test_lead_without_messages_gets_one_interval_from_its_creation(self):
        lead = self._create_tracked(date_deadline="2025-05-05")
        self.assertRecordValues(
            self._backfill(lead),
            [
                {
                    "valid_from": T0,
                    "valid_to": False,
                    "is_reconstructed": True,
                    "type": "opportunity",
                    "stage_id": self.stage_new.id,
                    "team_id": self.team_a.id,
                    "user_id": self.user_own.id,
                    "company_id": self.company.id,
                    "won_status": "pending",
                    "is_archived": False,
                    "expected_revenue": 1000.0,
                    "probability": 20.0,
                    "date_deadline": lead.date_deadline,
                    "changed_by_id": self.env.uid,
                }
            ],
        )

    def test_messages_tell_the_same_story_as_the_recorded_history(self):
        lead = self._create_tracked()
        story = [
            {"stage_id": self.stage_offer.id},
            {"user_id": self.user_all.id, "team_id": self.team_b.id},
            {"expected_revenue": 2500},
            {"user_id": False},
            {"type": "lead"},
            {"active": False, "probability": 0, "automated_probability": 0},
            {"type": "opportunity", "expected_revenue": 0},
            {"active": True, "probability": 10},
            {"stage_id": self.stage_won.id},
        ]
        for number, values in enumerate(story, start=1):
            with self._transaction(T0 + number * DAY):
                lead.write(values)
        recorded = self._read_recorded(lead)
        self.assertEqual(len(recorded), len(story) + 1)
        self._backfill(lead)
        self.assertEqual(self._read_recorded(lead), recorded)

    def test_chance_of_a_past_interval_follows_from_its_outcome_only(self):
        lead = self._create_tracked()
        with self._transaction(T0 + DAY):
            lead.action_set_lost()
        with self._transaction(T0 + 2 * DAY):
            lead.write({"active": True, "probability": 15})
        with self._transaction(T0 + 3 * DAY):
            lead.stage_id = self.stage_won
        with self._transaction(T0 + 4 * DAY):
            lead.write({"stage_id": self.stage_offer.id, "probability": 30})
        rows = self._backfill(lead)
        self.env.cr.execute(
            "SELECT won_status, probability FROM crm_plus_lead_history"
            " WHERE lead_id = %s ORDER BY valid_from",
            lead.ids,
        )
        self.assertEqual(
            self.env.cr.fetchall(),
            [
                ("pending", None),
                ("lost", 0.0),
                ("pending", None),
                ("won", 100.0),
                ("pending", 30.0),
            ],
        )
        self.assertEqual(rows.mapped("is_archived"), [False, True, False, False, False])

    def test_stage_before_an_untracked_move_is_unknown(self):
        lead = self._create_tracked()
        with self._transaction(T0 + 2 * DAY):
            lead.with_context(tracking_disable=True).stage_id = self.stage_offer
        rows = self._backfill(lead)
        self.assertIntervals(
            lead,
            "stage_id",
            [(T0, self.env["crm.stage"]), (T0 + 2 * DAY, self.stage_offer)],
        )
        self.assertEqual(rows.mapped("expected_revenue"), [1000.0, 1000.0])

    def test_untracked_loss_is_dated_by_its_closing_date(self):
        lead = self._create_tracked()
        lead.with_context(tracking_disable=True).action_set_lost()
        self._set_date_closed(lead, "2025-03-10 08:00:00")
        self._backfill(lead)
        closed = lead.date_closed
        self.assertIntervals(lead, "won_status", [(T0, "pending"), (closed, "lost")])
        self.assertIntervals(lead, "is_archived", [(T0, False), (closed, True)])

    def test_tracked_loss_and_its_closing_date_are_one_event(self):
        """The closing date comes from another clock and has no microseconds."""
        lead = self._create_tracked()
        lost = T0 + DAY
        with self._transaction(lost):
            lead.action_set_lost()
            lead.date_closed = lost.replace(microsecond=0) + timedelta(seconds=5)
        self._backfill(lead)
        self.assertIntervals(lead, "won_status", [(T0, "pending"), (lost, "lost")])

    def test_untracked_conversion_is_dated(self):
        lead = self._create_tracked(type="lead")
        with self._transaction(T0 + 3 * DAY):
            untracked = lead.with_context(tracking_disable=True)
            untracked.write({"type": "opportunity", "date_conversion": T0 + 3 * DAY})
        self._backfill(lead)
        self.assertIntervals(
            lead, "type", [(T0, "lead"), (T0 + 3 * DAY, "opportunity")]
        )

    def test_labels_of_another_language_are_understood(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        field = self.env["ir.model.fields"]._get("crm.lead", "won_status")
        lost = field.selection_ids.filtered(lambda option: option.value == "lost")
        lost.with_context(lang="fr_FR").name = "Perdu"
        lead = self._create_tracked()
        with self._transaction(T0 + DAY):
            lead.with_context(lang="fr_FR").action_set_lost()
        with self._transaction(T0 + 2 * DAY):
            lead.with_context(lang="fr_FR").write({"active": True, "probability": 15})
        self._backfill(lead)
        self.assertIntervals(
            lead,
            "won_status",
            [(T0, "pending"), (T0 + DAY, "lost"), (T0 + 2 * DAY, "pending")],
        )

    def test_deleted_stage_is_empty_in_the_past(self):
        stage = self.env["crm.stage"].create({"name": "Given up"})
        lead = self._create_tracked(stage_id=stage.id)
        with self._transaction(T0 + DAY):
            lead.stage_id = self.stage_offer
        stage.unlink()
        self._backfill(lead)
        self.assertIntervals(
            lead,
            "stage_id",
            [(T0, self.env["crm.stage"]), (T0 + DAY, self.stage_offer)],
        )

    def test_archived_and_future_leads_have_their_interval_too(self):
        lead = self._create_tracked(active=False)
        self.assertEqual(self._backfill(lead, T0 - DAY).valid_from, T0 - DAY)

    def test_existing_history_is_left_alone(self):
        lead = self._create_tracked()
        before = self._history(lead)
        with self._transaction(T0 + DAY):
            self.History._backfill()
        self.assertEqual(self._history(lead), before)
        self.assertFalse(before.is_reconstructed)

    def test_backfilled_history_is_consistent_and_goes_on(self):
        leads = self._create_tracked(count=3)
        with self._transaction(T0 + DAY):
            leads[0].stage_id = self.stage_offer
            leads[1].action_set_lost()
        self._backfill(leads)
        found = self.History._check_history_consistency()
        self.assertFalse(set(found) & set(leads.ids))
        with self._transaction(T0 + 200 * DAY):
            leads[2].expected_revenue = 1
        self.assertIntervals(
            leads[2], "expected_revenue", [(T0, 1000.0), (T0 + 200 * DAY, 1.0)]
        )

    def test_recurring_revenue_of_the_past_is_monthly(self):
        plan = self.env["crm.recurring.plan"].create(
            {"name": "Year", "number_of_months": 12}
        )
        lead = self._create_tracked(recurring_revenue=1200, recurring_plan=plan.id)
        with self._transaction(T0 + DAY):
            lead.recurring_revenue = 2400
        self._backfill(lead)
        self.assertIntervals(
            lead, "recurring_revenue_monthly", [(T0, 100.0), (T0 + DAY, 200.0)]
        )


@tagged("post_install", "-at_install")
class TestHooks(LeadHistoryCase):
    def test_installation_leaves_room_on_the_pages_of_leads(self):
        self.assertIn(LEAD_FILLFACTOR, _get_lead_storage(self.env))

    def test_uninstallation_gives_the_room_back(self):
        uninstall_hook(self.env)
        self.assertNotIn(LEAD_FILLFACTOR, _get_lead_storage(self.env))

    def test_fillfactor_of_an_administrator_is_respected(self):
        self.env.cr.execute("ALTER TABLE crm_lead SET (fillfactor=90)")
        _set_lead_fillfactor(self.env)
        self.assertEqual(_get_lead_storage(self.env), ["fillfactor=90"])
        uninstall_hook(self.env)
        self.assertEqual(_get_lead_storage(self.env), ["fillfactor=90"])

    def test_installation_fills_the_history(self):
        lead = self._create_at(T0)
        self.env.cr.execute(
            "DELETE FROM crm_plus_lead_history WHERE lead_id = %s", lead.ids
        )
        post_init_hook(self.env)
        self.assertTrue(self._history(lead).is_reconstructed)
