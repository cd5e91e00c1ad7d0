from lxml import etree

from odoo.tests import Form, tagged

from .phone_common import NUMBER, PhoneCallCase

BUTTON = "action_log_phone_call"


@tagged("post_install", "-at_install")
class TestPhoneCallDocument(PhoneCallCase):
    def test_counter_of_a_lead_counts_by_state(self):
        lead, other = self._create_leads(2)
        self._create_calls(2, lead_id=lead.id)
        self._create_calls(lead_id=lead.id, state="planned", outcome=False)
        self._create_missed(lead_id=lead.id)
        leads = (lead | other).with_user(self.user_own)
        self.assertEqual(leads.mapped("phone_call_count"), [4, 0])
        self.assertEqual(leads[0].phone_call_summary, "1 planned, 1 missed, and 2 held")
        self.assertEqual(leads[1].phone_call_summary, "")

    def test_counter_in_every_language(self):
        lead = self._create_leads()
        self._create_calls(lead_id=lead.id)
        self._create_calls(lead_id=lead.id, state="planned", outcome=False)
        self._create_missed(lead_id=lead.id)
        for code in ("en_US", "fa_IR", "zh_TW"):
            with self.subTest(lang=code):
                self.env["res.lang"]._activate_lang(code)
                summary = lead.with_context(lang=code).phone_call_summary
                self.assertEqual(summary.count("1"), 3, summary)

    def test_counter_of_a_company_includes_its_people(self):
        account = self._create_contact("Atlas", False, is_company=True)
        person = self._create_contact("Sara", False, parent_id=account.id)
        self._create_calls(partner_id=account.id)
        self._create_calls(2, partner_id=person.id)
        partners = (account | person).with_user(self.user_own)
        self.assertEqual(partners.mapped("phone_call_count"), [3, 2])
        action = partners[0].action_view_phone_calls()
        self.assertEqual(self.Call.search_count(action["domain"]), 3)

    def test_counter_counts_what_the_user_may_see(self):
        contact = self._create_contact("Lin", False)
        self._create_calls(partner_id=contact.id)
        self._create_calls(partner_id=contact.id, user_id=self.user_all.id)
        counts = {
            user.login: contact.with_user(user).phone_call_count
            for user in (
                self.user_own,
                self.user_all,
                self.user_auditor,
                self.user_employee,
            )
        }
        self.assertEqual(
            counts,
            {"user_own": 1, "user_all": 2, "user_auditor": 2, "user_employee": 0},
        )

    def test_employee_reads_contacts_as_before(self):
        contact = self._create_contact()
        contact = contact.with_user(self.user_employee)
        [values] = contact.read(["phone_call_count", "phone_call_summary"])
        self.assertEqual(values["phone_call_count"], 0)
        self.assertEqual(values["phone_call_summary"], "")
        arch = contact.get_view(self.env.ref("base.view_partner_form").id)["arch"]
        self.assertNotIn("phone_call_count", arch)

    def _log_from_list(self, context):
        """Press the button above a list that was opened with this context."""
        calls = self.Call.with_user(self.user_own).with_context(**context)
        action = calls.action_log_call()
        form = Form(
            self.Call.with_user(self.user_own).with_context(**action["context"]),
            view="crm_plus.crm_plus_phone_call_view_form_quick",
        )
        return form.save()

    def test_log_button_of_the_list_knows_whose_list_it_is(self):
        contact = self._create_contact()
        lead = self._create_leads(phone=NUMBER, partner_id=contact.id)
        for record, expected in ((contact, self.env["crm.lead"]), (lead, lead)):
            record = record.with_user(self.user_own)
            call = self._log_from_list(record.action_view_phone_calls()["context"])
            self.assertRecordValues(
                call,
                [
                    {
                        "partner_id": contact.id,
                        "lead_id": expected.id,
                        "phone": NUMBER,
                        "direction": "outbound",
                        "state": "held",
                        "outcome": "answered",
                    }
                ],
            )

    def test_log_button_of_the_queue_logs_an_incoming_held_call(self):
        action = (
            self.Call.with_user(self.user_own)
            .with_context(default_state="missed", default_direction="inbound")
            .action_log_call()
        )
        defaults = {
            name: value
            for name, value in action["context"].items()
            if name.startswith("default_")
        }
        self.assertEqual(
            defaults,
            {
                "default_direction": "inbound",
                "default_state": "held",
                "default_outcome": "answered",
            },
        )

    def test_new_call_of_a_lead_is_filled_in(self):
        contact = self._create_contact()
        lead = self._create_leads(partner_id=contact.id).with_user(self.user_own)
        for action in (lead.action_log_phone_call(), lead.action_view_phone_calls()):
            call = (
                self.Call.with_user(self.user_own)
                .with_context(**action["context"])
                .create({})
            )
            self.assertRecordValues(
                call,
                [
                    {
                        "lead_id": lead.id,
                        "partner_id": contact.id,
                        "phone": NUMBER,
                        "state": "held",
                        "company_id": self.company.id,
                    }
                ],
            )
        self.assertEqual(lead.phone_call_count, 2)

    def test_new_call_of_a_contact_is_filled_in(self):
        contact = self._create_contact().with_user(self.user_own)
        context = contact.action_log_phone_call()["context"]
        call = self.Call.with_user(self.user_own).with_context(**context).create({})
        self.assertEqual((call.partner_id, call.phone), (contact, NUMBER))

    def test_list_of_a_lead_shows_its_calls_only(self):
        lead, other = self._create_leads(2)
        calls = self._create_calls(2, lead_id=lead.id)
        self._create_calls(lead_id=other.id)
        action = lead.with_user(self.user_own).action_view_phone_calls()
        self.assertEqual(self.Call.search(action["domain"]), calls)

    def test_buttons_stand_on_every_screen(self):
        screens = [
            ("crm.lead", "form", "crm.crm_lead_view_form"),
            ("crm.lead", "list", "crm.crm_case_tree_view_oppor"),
            ("crm.lead", "list", "crm.crm_case_tree_view_leads"),
            ("crm.lead", "kanban", "crm.crm_case_kanban_view_leads"),
            ("res.partner", "form", "base.view_partner_form"),
        ]
        for model, kind, view in screens:
            arch = (
                self.env[model]
                .with_user(self.user_own)
                .get_view(self.env.ref(view).id, kind)["arch"]
            )
            self.assertIn(BUTTON, arch, view)

    def test_my_activities_has_mail_and_call_on_each_row(self):
        action = self.env.ref("crm.crm_lead_action_my_activities")
        view = action.view_ids.filtered(lambda one: one.view_mode == "list").view_id
        arch = (
            self.env["crm.lead"]
            .with_user(self.user_own)
            .get_view(view.id, "list")["arch"]
        )
        email = self.env.ref("crm.action_lead_mail_compose").id
        for button in (str(email), "action_log_phone_call"):
            [node] = etree.fromstring(arch).xpath(f"/list/button[@name='{button}']")
            # on the row of a lost deal, too: its activity is as open as any other
            self.assertFalse(node.get("invisible"))
        lead = self._create_leads(phone=NUMBER).with_user(self.user_own)
        opened = lead.action_log_phone_call()
        self.assertEqual(opened["res_model"], "crm.plus.phone.call")
        self.assertEqual(opened["context"]["default_lead_id"], lead.id)

    def test_call_for_a_lost_deal_is_logged(self):
        lead = self._create_leads(phone=NUMBER).with_user(self.user_own)
        lead.action_set_lost()
        opened = lead.action_log_phone_call()
        calls = self.Call.with_user(self.user_own).with_context(**opened["context"])
        call = Form(calls, view=opened["views"][0][0]).save()
        self.assertEqual((call.lead_id, call.phone), (lead, NUMBER))

    def test_numbers_are_links(self):
        for model, kind, view in (
            ("crm.plus.phone.call", "form", "crm_plus.crm_plus_phone_call_view_form"),
            ("crm.plus.phone.call", "list", "crm_plus.crm_plus_phone_call_view_list"),
            ("crm.lead", "form", "crm.crm_lead_view_form"),
            ("crm.lead", "list", "crm.crm_case_tree_view_oppor"),
            ("crm.lead", "list", "crm.crm_lead_view_list_activities"),
            ("crm.lead", "list", "crm.crm_case_tree_view_leads"),
            ("res.partner", "form", "base.view_partner_form"),
            ("res.partner", "list", "base.view_partner_tree"),
        ):
            with self.subTest(view=view):
                arch = etree.fromstring(self._get_arch(model, kind, view))
                widgets = {
                    node.get("widget")
                    for node in arch.xpath("//field[@name='phone']")
                    if not list(node.iterancestors("field"))
                }
                self.assertEqual(widgets, {"phone"})

    def test_calls_have_the_clock_of_activities(self):
        # the list shows the clock alone, for want of room
        for kind in ("list", "kanban"):
            view = f"crm_plus.crm_plus_phone_call_view_{kind}"
            arch = etree.fromstring(self._get_arch("crm.plus.phone.call", kind, view))
            (field,) = arch.xpath("//field[@name='activity_ids']")
            self.assertEqual(field.get("widget"), "kanban_activity")
            self.assertNotEqual(field.get("optional"), "hide")

    def _get_arch(self, model, kind, view):
        view = self.env.ref(view)
        return self.env[model].with_user(self.user_own).get_view(view.id, kind)["arch"]

    def test_merged_leads_bring_their_calls(self):
        leads = self._create_leads(2, phone=NUMBER)
        calls = self._create_calls(2, lead_id=leads[0].id)
        calls |= self._create_calls(lead_id=leads[1].id, user_id=self.user_peer.id)
        entries = len(leads.message_ids.filtered("mail_activity_type_id"))
        merged = leads.with_user(self.user_manager).merge_opportunity()
        self.assertEqual(calls.lead_id, merged)
        self.assertEqual(
            len(merged.message_ids.filtered("mail_activity_type_id")), entries
        )

    def test_held_and_missed_calls_show_in_the_chatter(self):
        lead = self._create_leads()
        self._create_calls(
            lead_id=lead.id,
            duration=4.5,
            description="<p>Ten chairs</p>",
            name="Price list",
        )
        self._create_missed(lead_id=lead.id)
        self._create_calls(lead_id=lead.id, state="cancelled")
        entries = lead.message_ids.filtered("mail_activity_type_id").sorted("id")
        self.assertEqual(len(entries), 2)
        self.assertEqual(
            entries.mail_activity_type_id, self.env.ref("mail.mail_activity_data_call")
        )
        self.assertIn("Outbound call · Answered · 4:30", entries[0].body)
        self.assertIn("Price list", entries[0].body)
        self.assertEqual(str(entries[0].date), "2026-03-02 09:00:00")
        self.assertIn("Ten chairs", entries[0].body)
        self.assertIn("Inbound call · Missed", entries[1].body)

    def test_call_linked_later_shows_in_the_chatter_once(self):
        lead = self._create_leads()
        call = self._create_calls()
        call.lead_id = lead
        call.name = "Corrected subject"
        call.outcome = "left_message"
        self.assertEqual(len(lead.message_ids.filtered("mail_activity_type_id")), 1)

    def test_calls_count_in_the_activity_report(self):
        lead = self._create_leads()
        self._create_calls(2, lead_id=lead.id)
        self.env.flush_all()
        report = self.env["crm.activity.report"].search([("lead_id", "=", lead.id)])
        self.assertEqual(
            report.mail_activity_type_id,
            self.env.ref("mail.mail_activity_data_call"),
        )
        self.assertEqual(len(report), 2)


@tagged("post_install", "-at_install")
class TestPhoneCallSetting(PhoneCallCase):
    def _has(self, user):
        return user.has_group("crm_plus.group_use_phone_calls")

    def _set(self, value):
        self.env["res.config.settings"].create(
            {"group_use_phone_calls": value}
        ).execute()

    def _new_user(self, login, group):
        return self._create_user(login, group, self.company)

    def _menus(self, user):
        return self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()

    def test_every_sales_user_has_it_after_installation(self):
        for login, group in [
            ("new_seller", "sales_team.group_sale_salesman"),
            ("new_all", "sales_team.group_sale_salesman_all_leads"),
            ("new_manager", "sales_team.group_sale_manager"),
            ("new_leader", "crm_plus.group_team_leader"),
            ("new_auditor", "crm_plus.group_auditor"),
        ]:
            self.assertTrue(self._has(self._new_user(login, group)), login)
        self.assertFalse(self._has(self.user_employee))
        self.assertFalse(self._has(self.user_portal))
        self.assertTrue(
            self.env["res.config.settings"].create({}).group_use_phone_calls
        )

    def test_untick_hides_and_tick_shows(self):
        seller = self._new_user("new_seller", "sales_team.group_sale_salesman")
        menus = self.env.ref("crm_plus.crm_plus_phone_call_menu") | self.env.ref(
            "crm_plus.crm_plus_phone_call_menu_missed"
        )
        lead_form = self.env.ref("crm.crm_lead_view_form").id
        Lead = self.env["crm.lead"].with_user(seller)
        Partner = self.env["res.partner"].with_user(seller)
        partner_form = self.env.ref("base.view_partner_form").id
        for shown in (False, True):
            self._set(shown)
            self.assertEqual(self._has(seller), shown)
            visible = self._menus(seller)
            self.assertEqual(set(menus.ids) <= set(visible), shown)
            for model, view in ((Lead, lead_form), (Partner, partner_form)):
                arch = model.get_view(view, "form")["arch"]
                self.assertEqual("action_view_phone_calls" in arch, shown)
                self.assertEqual(BUTTON in arch, shown)
            activity = (
                self._create_leads(user_id=seller.id)
                .with_user(seller)
                .activity_schedule("mail.mail_activity_data_call", user_id=seller.id)
            )
            self.assertEqual(activity.can_log_call, shown)
