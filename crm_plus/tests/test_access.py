from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CrmPlusCase


@tagged("post_install", "-at_install")
class TestTeamLeader(CrmPlusCase):
    """A team leader sees what his teams do, and nothing of other teams."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.of_team = cls._create_leads(user_id=cls.user_peer.id)
        cls.of_other_team = cls._create_leads(
            user_id=cls.user_all.id, team_id=cls.team_b.id
        )
        cls.own_elsewhere = cls._create_leads(
            user_id=cls.user_leader.id, team_id=cls.team_b.id
        )
        cls.partner = cls.env["res.partner"].create({"name": "Customer"})

    def _found(self, records, user):
        self.env.invalidate_all()
        model = self.env[records._name].with_user(user)
        return model.search([("id", "in", records.ids)]).with_env(self.env)

    def test_leader_sees_own_team_and_own_leads(self):
        leads = self.of_team | self.of_other_team | self.own_elsewhere
        self.assertEqual(
            self._found(leads, self.user_leader), self.of_team | self.own_elsewhere
        )
        with self.assertRaises(AccessError):
            self.of_other_team.with_user(self.user_leader).read(["name"])

    def test_leader_works_on_leads_of_the_team(self):
        lead = self.of_team.with_user(self.user_leader)
        lead.write({"user_id": self.user_own.id, "name": "Reassigned"})
        self.assertEqual(self.of_team.user_id, self.user_own)
        with self.assertRaises(AccessError):
            self.of_other_team.with_user(self.user_leader).write({"name": "Taken"})
        self.env.invalidate_all()
        self.assertNotEqual(self.of_other_team.name, "Taken")

    def test_leader_hands_a_lead_over_to_another_team(self):
        self.of_team.with_user(self.user_leader).write(
            {"team_id": self.team_b.id, "user_id": self.user_all.id}
        )
        self.assertFalse(self._found(self.of_team, self.user_leader))
        self.assertEqual(self._found(self.of_team, self.user_all), self.of_team)

    def test_former_leader_sees_the_team_no_longer(self):
        self.team_a.user_id = self.user_manager
        self.assertFalse(self._found(self.of_team, self.user_leader))

    def test_leader_sees_orders_of_the_team(self):
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.partner.id,
                    "user_id": user.id,
                    "team_id": team.id,
                    "order_line": [
                        Command.create({"name": "Work", "display_type": "line_note"})
                    ],
                }
                for user, team in (
                    (self.user_peer, self.team_a),
                    (self.user_all, self.team_b),
                )
            ]
        )
        self.assertEqual(self._found(orders, self.user_leader), orders[0])
        lines = orders.order_line
        self.assertEqual(self._found(lines, self.user_leader), orders[0].order_line)
        self.assertFalse(self._found(orders, self.user_own))

    def test_leader_sees_the_sales_analysis_of_the_team(self):
        product = self.env["product.product"].create({"name": "Work"})
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.partner.id,
                    "user_id": user.id,
                    "team_id": team.id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
                for user, team in (
                    (self.user_peer, self.team_a),
                    (self.user_all, self.team_b),
                )
            ]
        )
        self.env.flush_all()
        report = self.env["sale.report"].with_user(self.user_leader)
        found = report.search([("product_id", "=", product.id)])
        self.assertEqual(found.order_reference, orders[0])

    def test_leader_sees_the_activity_analysis_of_the_team(self):
        leads = self.of_team | self.of_other_team
        subtype = self.env.ref("crm.mt_lead_stage")
        for lead in leads:
            lead.message_post(
                body="Done",
                subtype_id=subtype.id,
                mail_activity_type_id=self.env.ref("mail.mail_activity_data_call").id,
            )
        self.env.flush_all()
        report = self.env["crm.activity.report"].with_user(self.user_leader)
        found = report.search([("lead_id", "in", leads.ids)])
        self.assertEqual(found.lead_id.ids, self.of_team.ids)

    def test_all_documents_hold_the_rights_of_a_team_leader(self):
        self.assertTrue(self.user_all.has_group("crm_plus.group_team_leader"))
        self.assertTrue(self.user_manager.has_group("crm_plus.group_team_leader"))
        self.assertFalse(self.user_own.has_group("crm_plus.group_team_leader"))

    def test_ladder_is_one_choice_in_the_user_form(self):
        hierarchy = self.env["res.groups"]._get_view_group_hierarchy()
        privilege = self.env.ref("sales_team.res_groups_privilege_sales")
        self.assertEqual(
            hierarchy["privileges"][privilege.id]["group_ids"],
            [
                self.env.ref(xmlid).id
                for xmlid in (
                    "sales_team.group_sale_salesman",
                    "crm_plus.group_team_leader",
                    "sales_team.group_sale_salesman_all_leads",
                    "sales_team.group_sale_manager",
                )
            ],
        )


@tagged("post_install", "-at_install")
class TestLeadDeletion(CrmPlusCase):
    """Deletion is the administrator's; an option opens it for own teams."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._create_leads()
        cls.of_peer = cls._create_leads(user_id=cls.user_peer.id)
        cls.free = cls._create_leads(user_id=False)
        cls.of_other_team = cls._create_leads(
            user_id=cls.user_own.id, team_id=cls.team_b.id
        )
        cls.free_elsewhere = cls._create_leads(user_id=False, team_id=cls.team_b.id)
        cls.team_less = cls._create_leads(team_id=False)
        cls.leads = (
            cls.own
            | cls.of_peer
            | cls.free
            | cls.of_other_team
            | cls.free_elsewhere
            | cls.team_less
        )

    def _set_level(self, level):
        settings = self.env["res.config.settings"].create(
            {"lead_deletion_level": level}
        )
        settings.execute()
        self.env.invalidate_all()

    def assertDeletes(self, user, leads):
        """Check that the user may delete these leads alone, and does delete them."""
        allowed = self.leads.with_user(user)._filtered_access("unlink")
        self.assertEqual(allowed.ids, leads.ids, user.login)
        for lead in self.leads - leads:
            with self.assertRaises(AccessError), self.cr.savepoint():
                lead.with_user(user).unlink()
        self.assertEqual(self.leads.exists(), self.leads)
        leads.with_user(user).unlink()
        self.assertFalse(leads.exists())

    def test_stock_by_default(self):
        none = self.leads.browse()
        self.assertDeletes(self.user_own, none)
        self.assertDeletes(self.user_leader, none)
        self.assertDeletes(self.user_all, none)
        self.assertDeletes(self.user_auditor, none)
        self.assertDeletes(self.user_manager, self.leads)

    def test_seller_deletes_own_and_free_leads_of_own_teams(self):
        self._set_level("own")
        self.assertDeletes(self.user_own, self.own | self.free)

    def test_leader_deletes_leads_of_the_team(self):
        self._set_level("leader")
        self.assertDeletes(self.user_own, self.leads.browse())
        self.assertDeletes(self.user_leader, self.own | self.of_peer | self.free)

    def test_all_documents_delete_in_own_teams_only(self):
        self._set_level("all")
        self.assertDeletes(self.user_leader, self.leads.browse())
        self.assertDeletes(self.user_all, self.of_other_team | self.free_elsewhere)

    def test_administrator_deletes_everywhere_whatever_the_option(self):
        self._set_level("own")
        self.assertDeletes(self.user_manager, self.leads)

    def test_former_member_deletes_no_longer(self):
        self._set_level("own")
        self.team_a.crm_team_member_ids.filtered(
            lambda member: member.user_id == self.user_own
        ).active = False
        self.env.invalidate_all()
        self.assertDeletes(self.user_own, self.leads.browse())

    def test_option_for_a_single_user(self):
        self.user_own.group_ids += self.env.ref("crm_plus.group_delete_team_leads")
        self.assertDeletes(self.user_peer, self.leads.browse())
        self.assertDeletes(self.user_own, self.own | self.free)

    def test_option_alone_opens_nothing_of_others(self):
        self.user_employee.group_ids += self.env.ref("crm_plus.group_delete_team_leads")
        self.assertDeletes(self.user_employee, self.leads.browse())

    def test_setting_is_read_back_and_taken_back(self):
        Settings = self.env["res.config.settings"]
        self.assertEqual(Settings.create({}).lead_deletion_level, "manager")
        for level in ("own", "leader", "all", "own", "manager"):
            self._set_level(level)
            self.assertEqual(Settings.create({}).lead_deletion_level, level)
        self.assertDeletes(self.user_own, self.leads.browse())


@tagged("post_install", "-at_install")
class TestAuditor(CrmPlusCase):
    """The auditor reads the sales desk and changes nothing of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._create_leads()
        cls.audited = cls.lead.with_user(cls.user_auditor)
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.env["res.partner"].create({"name": "Customer"}).id,
                "user_id": cls.user_own.id,
                "team_id": cls.team_a.id,
                "opportunity_id": cls.lead.id,
            }
        )

    def _assert_refused(self, action):
        before = self.lead.read(), self.order.read()
        messages, activities = self.lead.message_ids, self.lead.activity_ids
        self.env.invalidate_all()
        with self.assertRaises(AccessError), self.cr.savepoint():
            action()
        self.env.invalidate_all()
        self.assertEqual((self.lead.read(), self.order.read()), before)
        self.assertEqual(self.lead.message_ids, messages)
        self.assertEqual(self.lead.activity_ids, activities)

    def test_auditor_reads_the_documents_of_his_company(self):
        self.assertEqual(self.audited.name, "Lead 1")
        self.assertEqual(self.order.with_user(self.user_auditor).state, "draft")
        foreign = self._create_leads(
            user_id=self.user_other.id,
            team_id=self.team_other.id,
            company_id=self.company_other.id,
        )
        with self.assertRaises(AccessError):
            foreign.with_user(self.user_auditor).read(["name"])

    def test_auditor_opens_the_forms(self):
        for model_name in ("crm.lead", "sale.order", "crm.team", "res.partner"):
            records = self.env[model_name].with_user(self.user_auditor)
            view = records.get_view(view_type="form")
            self.assertIn('create="0"', view["arch"].replace("False", "0"))
        spec = {
            name: {}
            for name, field in self.env["crm.lead"]._fields.items()
            if self.audited._has_field_access(field, "read")
        }
        self.assertEqual(self.audited.web_read(spec)[0]["id"], self.lead.id)

    def test_auditor_sees_the_menus(self):
        menus = self.env["ir.ui.menu"].with_user(self.user_auditor)._visible_menu_ids()
        for xmlid in (
            "crm.crm_menu_root",
            "crm.menu_crm_opportunities",
            "crm.crm_opportunity_report_menu",
            "crm_plus.crm_lead_menu_audit",
            "crm_plus.sale_order_menu_audit",
        ):
            self.assertIn(self.env.ref(xmlid).id, menus, xmlid)
        self.assertNotIn(self.env.ref("crm.crm_menu_config").id, menus)

    def test_auditor_changes_no_document(self):
        order = self.order.with_user(self.user_auditor)
        for action in (
            lambda: self.audited.write({"name": "Changed"}),
            lambda: self.audited.copy(),
            lambda: self.audited.unlink(),
            lambda: self.audited.action_set_lost(),
            lambda: self.audited.action_set_won(),
            lambda: self.audited.action_set_won_rainbowman(),
            lambda: self.audited.action_archive(),
            lambda: self.audited.convert_opportunity(False),
            lambda: order.write({"note": "Changed"}),
            lambda: order.action_confirm(),
            lambda: order.action_cancel(),
            lambda: order.unlink(),
        ):
            self._assert_refused(action)

    def test_auditor_creates_no_document(self):
        env = self.env(user=self.user_auditor)
        for action in (
            lambda: env["crm.lead"].create({"name": "New"}),
            lambda: env["crm.lead"].name_create("New"),
            lambda: env["sale.order"].create({"partner_id": self.order.partner_id.id}),
            lambda: env["crm.team"].create({"name": "New"}),
            lambda: env["crm.stage"].create({"name": "New"}),
            lambda: env["crm.tag"].create({"name": "New"}),
            lambda: env["crm.lost.reason"].create({"name": "New"}),
            lambda: env["res.partner"].create({"name": "New"}),
        ):
            self._assert_refused(action)

    def test_auditor_posts_nothing(self):
        for action in (
            lambda: self.audited.message_post(body="Hello"),
            lambda: self.audited.message_post(
                body="Hello", subtype_xmlid="mail.mt_comment"
            ),
            lambda: self.audited.activity_schedule("mail.mail_activity_data_todo"),
            lambda: self.audited.message_subscribe(self.user_peer.partner_id.ids),
            lambda: self.audited.message_unsubscribe(self.user_own.partner_id.ids),
        ):
            self._assert_refused(action)

    def test_auditor_completes_no_activity_of_others(self):
        activity = self.lead.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user_own.id
        ).with_user(self.user_auditor)
        self.assertEqual(activity.user_id.id, self.user_own.id)
        self._assert_refused(activity.action_done)
        self._assert_refused(activity.unlink)

    def test_auditor_changes_no_meeting_of_a_deal(self):
        meeting = self.env["calendar.event"].create(
            {
                "name": "Demo",
                "start": "2026-03-02 09:00:00",
                "stop": "2026-03-02 10:00:00",
                "opportunity_id": self.lead.id,
                "user_id": self.user_own.id,
            }
        )
        audited = meeting.with_user(self.user_auditor)
        self.assertEqual(audited.name, "Demo")
        self._assert_refused(lambda: audited.write({"name": "Changed"}))
        self._assert_refused(audited.unlink)
        self._assert_refused(
            lambda: audited.create(
                {
                    "name": "Own",
                    "start": "2026-03-02 09:00:00",
                    "stop": "2026-03-02 10:00:00",
                    "opportunity_id": self.lead.id,
                }
            )
        )
        self.assertEqual(meeting.name, "Demo")

    def test_auditor_keeps_his_own_calendar(self):
        meeting = (
            self.env["calendar.event"]
            .with_user(self.user_auditor)
            .create(
                {
                    "name": "Own",
                    "start": "2026-03-02 09:00:00",
                    "stop": "2026-03-02 10:00:00",
                }
            )
        )
        meeting.name = "Changed"
        self.assertEqual(meeting.name, "Changed")

    def test_auditor_who_sells_too_changes_his_own_leads(self):
        self.user_auditor.group_ids += self.env.ref("sales_team.group_sale_salesman")
        own = self._create_leads(user_id=self.user_auditor.id)
        own.with_user(self.user_auditor).name = "Changed"
        self.assertEqual(own.name, "Changed")
        self._assert_refused(lambda: self.audited.write({"name": "Changed"}))
