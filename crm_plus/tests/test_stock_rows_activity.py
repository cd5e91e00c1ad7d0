from datetime import date, timedelta

from odoo.tests import Form, freeze_time, tagged

from .common_stock_rows import StockRowsCase

TODAY = date(2026, 3, 10)


@freeze_time(TODAY)
@tagged("post_install", "-at_install", "crm_plus_stock_rows")
class TestStockRowsActivity(StockRowsCase):
    """The clock, activity types, chaining and what is done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call_type = cls.env.ref("mail.mail_activity_data_call")
        cls.lead = cls._create_leads()

    def _plan(self, days=0, record=None, **values):
        record = record or self.lead
        return record.activity_schedule(
            activity_type_id=values.pop("activity_type_id", self.call_type.id),
            date_deadline=TODAY + timedelta(days=days),
            user_id=self.user_own.id,
            **values,
        )

    def _create_type(self, **values):
        return self.env["mail.activity.type"].create({"name": "Type", **values})

    def _groups(self, user):
        return {
            group["model"]: group
            for group in self.env["res.users"].with_user(user)._get_activity_groups()
        }

    def test_planned_activity_shows_everywhere(self):
        """S4-23: a planned activity is on card, list, calendar and clock."""
        self._plan(days=2)
        for view_type, view, name in (
            ("kanban", "crm.crm_case_kanban_view_leads", "activity_ids"),
            ("list", "crm.crm_case_tree_view_oppor", "activity_ids"),
        ):
            arch = self._arch("crm.lead", view_type, view)
            self.assertTrue(arch.xpath(f"//field[@name='{name}']"), view)
        calendar = self._arch(
            "crm.lead", "calendar", "crm.crm_case_calendar_view_leads"
        )
        self.assertEqual(calendar.get("date_start"), "activity_date_deadline")
        self.assertEqual(self.lead.activity_date_deadline, TODAY + timedelta(days=2))
        self.assertEqual(self._groups(self.user_own)["crm.lead"]["planned_count"], 1)

    def test_top_bar_counts_per_model(self):
        """S4-49: the clock in the top bar counts by model and by state."""
        self._plan(days=-1)
        self._plan(record=self._create_leads(), days=0)
        self._plan(record=self.user_own.partner_id, days=0)
        groups = self._groups(self.user_own)
        self.assertEqual(groups["crm.lead"]["overdue_count"], 1)
        self.assertEqual(groups["crm.lead"]["today_count"], 1)
        self.assertEqual(groups["res.partner"]["today_count"], 1)

    def test_clock_on_kanban_and_list_rows(self):
        """S4-50: each card and row carries the clock."""
        kanban = self._arch("crm.lead", "kanban", "crm.crm_case_kanban_view_leads")
        lists = self._arch("crm.lead", "list", "crm.crm_case_tree_view_oppor")
        (card,) = kanban.xpath("//templates//field[@name='activity_ids']")
        self.assertEqual(card.get("widget"), "kanban_activity")
        widgets = [
            node.get("widget") for node in lists.xpath("//field[@name='activity_ids']")
        ]
        self.assertIn("list_activity", widgets)

    def test_clock_is_colourless_without_activity(self):
        """S4-51: a record without activity has no state, so a grey clock."""
        self.assertFalse(self.lead.with_user(self.user_own).activity_state)

    def test_clock_green_when_upcoming(self):
        """S4-52: an upcoming activity is "planned" (green)."""
        self._plan(days=1)
        self.assertEqual(self.lead.activity_state, "planned")

    def test_clock_orange_when_due_today(self):
        """S4-53: an activity due today is "today" (orange)."""
        self._plan(days=0)
        self._plan(days=1)
        self.assertEqual(self.lead.activity_state, "today")

    def test_clock_red_when_overdue(self):
        """S4-54: an overdue activity wins over the others (red)."""
        self._plan(days=-1)
        self._plan(days=0)
        self.assertEqual(self.lead.activity_state, "overdue")

    def test_activity_types_configured_in_crm(self):
        """S4-55: CRM has a configuration page of activity types."""
        menu = self.env.ref("crm.crm_team_menu_config_activity_types")
        self.assertEqual(menu.action.res_model, "mail.activity.type")
        kind = self._create_type(name="Site visit", res_model="crm.lead")
        found = self.env["mail.activity.type"].search(
            [("res_model", "in", (False, "crm.lead"))]
        )
        self.assertIn(kind, found)

    def test_suggested_next_types(self):
        """S4-57: a finished activity suggests the listed types only."""
        follow, other = self._create_type(name="Follow"), self._create_type(name="No")
        first = self._create_type(
            chaining_type="suggest", suggested_next_type_ids=follow.ids
        )
        activity = self._plan(activity_type_id=first.id)
        action = activity.with_user(self.user_own).action_feedback_schedule_next()
        planner = Form(
            self.env["mail.activity"]
            .with_user(self.user_own)
            .with_context(**action["context"])
        )
        self.assertTrue(planner.has_recommended_activities)
        previous = self.env["mail.activity.type"].browse(
            action["context"]["default_previous_activity_type_id"]
        )
        self.assertEqual(previous.suggested_next_type_ids, follow)
        self.assertNotIn(other, previous.suggested_next_type_ids)

    def test_triggered_next_type(self):
        """S4-58: the trigger type is required, and it creates the next."""
        arch = self._arch("mail.activity.type", "form")
        (field,) = arch.xpath("//field[@name='triggered_next_type_id']")
        self.assertIn("chaining_type == 'trigger'", field.get("required"))
        follow = self._create_type(name="Send offer")
        first = self._create_type(
            chaining_type="trigger", triggered_next_type_id=follow.id
        )
        self._plan(activity_type_id=first.id).with_user(self.user_own).action_feedback()
        self.assertEqual(self.lead.activity_ids.activity_type_id, follow)

    def test_mail_template_on_the_type(self):
        """S4-59: a type offers its e-mail templates in the activity."""
        template = self.env["mail.template"].create(
            {"name": "Offer", "model_id": self.env["ir.model"]._get_id("crm.lead")}
        )
        kind = self._create_type(res_model="crm.lead", mail_template_ids=template.ids)
        activity = self._plan(activity_type_id=kind.id)
        self.assertEqual(activity.mail_template_ids, template)

    def test_next_deadline_from_completion_or_from_deadline(self):
        """S4-61: the next deadline counts from either date."""
        for delay_from, expected in (
            ("current_date", TODAY + timedelta(days=5)),
            ("previous_activity", TODAY + timedelta(days=8)),
        ):
            follow = self._create_type(
                name=delay_from,
                delay_count=5,
                delay_unit="days",
                delay_from=delay_from,
            )
            first = self._create_type(
                chaining_type="trigger", triggered_next_type_id=follow.id
            )
            lead = self._create_leads()
            self._plan(days=3, record=lead, activity_type_id=first.id).action_feedback()
            self.assertEqual(lead.activity_ids.date_deadline, expected, delay_from)

    def test_my_activities_page(self):
        """S4-94: list first, own nearest deadline, late/today/future right."""
        action = self.env.ref("crm.crm_lead_action_my_activities")
        self.assertEqual(action.view_mode.split(",")[0], "list")
        leads = self._create_leads(3)
        for lead, days in zip(leads, (-1, 0, 1), strict=True):
            self._plan(days=days, record=lead)
        arch = self._arch(
            "crm.lead", "search", "crm.view_crm_case_my_activities_filter"
        )
        names = ("activities_overdue", "activities_today", "activities_upcoming_all")
        for lead, name in zip(leads, names, strict=True):
            found = self._search_filter(arch, name, self.user_own) & leads
            self.assertEqual(found, lead, name)
        ordered = (
            self.env["crm.lead"]
            .with_user(self.user_own)
            .search([("id", "in", leads.ids)], order="my_activity_date_deadline asc")
        )
        self.assertEqual(ordered.ids, leads.ids)

    def test_activity_edited_deleted_done(self):
        """S4-119: the clock follows each change; done ones stay in history."""
        activity = self._plan(days=0).with_user(self.user_own)
        self.assertEqual(self.lead.activity_state, "today")
        activity.date_deadline = TODAY - timedelta(days=1)
        self.assertEqual(self.lead.activity_state, "overdue")
        activity.action_feedback("Spoke with them")
        self.assertFalse(self.lead.activity_state)
        self.assertRecordValues(
            activity, [{"active": False, "feedback": "Spoke with them"}]
        )
        doomed = self._plan(days=0)
        doomed.unlink()
        self.assertFalse(self.lead.activity_state)

    def test_schedule_next_opens_the_planner(self):
        """S4-120: Done & schedule next opens the planner on the record."""
        activity = self._plan().with_user(self.user_own)
        action = activity.action_feedback_schedule_next("Done")
        self.assertEqual(action["res_model"], "mail.activity")
        self.assertEqual(action["context"]["default_res_id"], self.lead.id)
        self.assertEqual(action["context"]["default_res_model"], "crm.lead")
        self.assertFalse(activity.active)
