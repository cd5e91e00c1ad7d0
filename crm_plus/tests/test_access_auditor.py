from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .conversion_common import ConversionCase


@tagged("post_install", "-at_install")
class TestAuditorSendsNothing(ConversionCase):
    """No message, activity, e-mail or invoice comes from who may only read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._create_leads(email_from="customer@example.com")
        product = cls.env["product.product"].create(
            {"name": "Work", "invoice_policy": "order"}
        )
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.env["res.partner"]
                .create({"name": "Customer", "email": "customer@example.com"})
                .id,
                "user_id": cls.user_own.id,
                "team_id": cls.team_a.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        cls.call = cls.env["crm.plus.phone.call"].create(
            {"user_id": cls.user_own.id, "phone": "+49 30 123456"}
        )

    def _get_traces(self, record):
        record.invalidate_recordset()
        return (
            self.env["mail.message"].search_count(
                [("model", "=", record._name), ("res_id", "=", record.id)]
            ),
            self.env["mail.mail"].search_count([]),
            self.env["mail.activity"].search_count(
                [("res_model", "=", record._name), ("res_id", "=", record.id)]
            ),
            self.env["account.move"].search_count([]),
        )

    def _assert_refused(self, record, action):
        before = self._get_traces(record)
        with self.assertRaises(AccessError), self.cr.savepoint():
            action()
        self.assertEqual(self._get_traces(record), before)

    def _compose(self, records, user, mode):
        return (
            self.env["mail.compose.message"]
            .with_user(user)
            .create(
                {
                    "model": records._name,
                    "res_ids": records.ids,
                    "composition_mode": mode,
                    "subject": "Hello",
                    "body": "Hello",
                    "partner_ids": self.user_peer.partner_id.ids
                    if mode == "comment"
                    else [],
                }
            )
        )

    def test_auditor_sends_no_quotation(self):
        order = self.order.with_user(self.user_auditor)
        self._assert_refused(order, order.action_quotation_send)
        self._assert_refused(order, order.action_quotation_sent)
        self.assertEqual(self.order.state, "draft")

    def test_seller_sends_his_quotation(self):
        action = self.order.with_user(self.user_own).action_quotation_send()
        self.assertEqual(action["res_model"], "mail.compose.message")
        peer = self.order.with_user(self.user_peer)
        self._assert_refused(peer, peer.action_quotation_send)

    def test_auditor_mails_nobody(self):
        for record in (self.lead, self.order, self.call):
            for mode in ("comment", "mass_mail"):
                with self.subTest(model=record._name, mode=mode):
                    self._assert_refused(
                        record,
                        lambda record=record, mode=mode: self._compose(
                            record, self.user_auditor, mode
                        ).action_send_mail(),
                    )

    def test_seller_mails_in_bulk(self):
        before = self._get_traces(self.lead)[0]
        self._compose(self.lead, self.user_own, "mass_mail").action_send_mail()
        self.assertGreater(self._get_traces(self.lead)[0], before)

    def test_auditor_mails_in_bulk_once_he_sells_too(self):
        self.user_auditor.group_ids += self.env.ref("sales_team.group_sale_salesman")
        own = self._create_leads(
            user_id=self.user_auditor.id, email_from="customer@example.com"
        )
        before = self._get_traces(own)[0]
        self._compose(own, self.user_auditor, "mass_mail").action_send_mail()
        self.assertGreater(self._get_traces(own)[0], before)

    def _get_buttons(self, user, view_type):
        arch = self.env["sale.order"].with_user(user).get_view(view_type=view_type)
        nodes = etree.fromstring(arch["arch"]).xpath("//header/button[@name]")
        return {node.get("name") for node in nodes}

    def test_auditor_is_offered_no_button_he_could_only_be_refused(self):
        invoice = str(self.env.ref("sale.action_view_sale_advance_payment_inv").id)
        changing = {
            invoice,
            "action_quotation_send",
            "action_confirm",
            "action_cancel",
            "action_draft",
        }
        self.assertLessEqual(changing, self._get_buttons(self.user_own, "form"))
        self.assertFalse(changing & self._get_buttons(self.user_auditor, "form"))
        self.assertIn(invoice, self._get_buttons(self.user_own, "list"))
        self.assertNotIn(invoice, self._get_buttons(self.user_auditor, "list"))

    def test_call_is_logged_by_who_may_create_one(self):
        """In the form, on the card and in the contact."""
        for model, view in (
            ("crm.lead", "crm.crm_lead_view_form"),
            ("crm.lead", "crm.crm_case_kanban_view_leads"),
            ("res.partner", "base.view_partner_form"),
        ):
            view = self.env.ref(view)
            for user, is_offered in ((self.user_own, True), (self.user_auditor, False)):
                with self.subTest(view=view.xml_id, user=user.login):
                    records = self.env[model].with_user(user)
                    arch = records.get_view(view.id, view.type)["arch"]
                    offered = etree.fromstring(arch).xpath(
                        "//*[@name='action_log_phone_call']"
                    )
                    self.assertIs(bool(offered), is_offered)

    def test_auditor_is_offered_nothing_on_calls_but_to_read_them(self):
        missed = self.call.copy({"state": "missed", "direction": "inbound"})
        reading = {"action_view_follow_ups", "action_view_meetings"}
        calls = missed.with_user(self.user_auditor)
        for kind in ("form", "list", "kanban", "calendar"):
            arch = etree.fromstring(calls.get_view(view_type=kind)["arch"])
            offered = set(arch.xpath("//button/@name | //a/@name"))
            with self.subTest(view=kind):
                self.assertLessEqual(offered, reading)
        arch = etree.fromstring(
            calls.with_user(self.user_own).get_view(view_type="form")["arch"]
        )
        self.assertLessEqual(
            {"action_call_again", "action_plan_meeting", "action_log_result"},
            set(arch.xpath("//header//button/@name")),
        )

    def test_auditor_has_the_menu_of_phone_calls_while_they_are_switched_on(self):
        menus = [
            self.env.ref(f"crm_plus.crm_plus_phone_call_menu{name}").id
            for name in ("", "_missed")
        ]
        auditor = self._create_user(
            "mere_auditor", "crm_plus.group_auditor", self.company
        )
        settings = self.env["res.config.settings"]
        for is_on in (True, False, True):
            settings.create({"group_use_phone_calls": is_on}).execute()
            visible = self.env["ir.ui.menu"].with_user(auditor)._visible_menu_ids()
            loaded = self.env["ir.ui.menu"].with_user(auditor).load_menus(False)
            for menu_id in menus:
                self.assertIs(menu_id in visible, is_on)
                self.assertIs(menu_id in loaded, is_on)

    def test_auditor_makes_no_invoice(self):
        self.order.action_confirm()
        order = self.order.with_user(self.user_auditor)
        self._assert_refused(
            order,
            lambda: (
                order.env["sale.advance.payment.inv"]
                .with_context(active_model="sale.order", active_ids=order.ids)
                .create({})
            ),
        )
        # stock answers nothing at all here
        before = self._get_traces(order)
        self.assertFalse(order._create_invoices())
        self.assertEqual(self._get_traces(order), before)
        self.assertFalse(self.order.invoice_ids)

    def test_auditor_posts_nothing_where_readers_may(self):
        self.team_a.conversion_min_probability = 90
        request = self._request(self._create_lead())
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        for record in (self.call, request, invoice):
            audited = record.with_user(self.user_auditor)
            self.assertTrue(audited.has_access("read"))
            for action in (
                lambda audited=audited: audited.message_post(body="Hello"),
                lambda audited=audited: audited.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=self.user_own.id
                ),
            ):
                with self.subTest(model=record._name):
                    self._assert_refused(record, action)

    def test_requester_and_approver_discuss_a_request(self):
        self.team_a.conversion_min_probability = 90
        request = self._request(self._create_lead())
        for user in (self.user_own, self.user_leader):
            self.assertFalse(request.with_user(user).has_access("write"))
            message = request.with_user(user).message_post(body="When?")
            self.assertEqual(message.author_id, user.partner_id)


@tagged("post_install", "-at_install")
class TestAuditorAndTelephoneSystem(ConversionCase):
    def test_address_of_the_webhook_is_for_administrators(self):
        channel = self.env["crm.plus.phone.channel"].create({"name": "PBX"})
        audited = channel.with_user(self.user_auditor)
        self.assertEqual(audited.name, "PBX")
        for name in ("token", "webhook_url"):
            self.assertNotIn(name, audited.fields_get())
            with self.assertRaises(AccessError):
                audited.read([name])
        with self.assertRaises(AccessError):
            audited.search([("token", "=", channel.token)])
        form = audited.get_view(view_type="form")
        self.assertNotIn("webhook_url", form["arch"])
        administered = channel.with_user(self.user_manager)
        self.assertIn(channel.token, administered.webhook_url)
        self.assertIn("webhook_url", administered.get_view(view_type="form")["arch"])
