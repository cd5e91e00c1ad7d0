from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .phone_common import NUMBER, PhoneCallCase


@tagged("post_install", "-at_install")
class TestPhoneCallAccess(PhoneCallCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own_lead = cls._create_leads(user_id=cls.user_own.id)
        all_team = {"user_id": cls.user_all.id, "team_id": cls.team_b.id}
        cls.calls = {
            "own": cls._create_calls(),
            "peer": cls._create_calls(user_id=cls.user_peer.id),
            "free": cls._create_calls(user_id=False),
            "other_team": cls._create_calls(**all_team),
            "own_lead": cls._create_calls(**all_team, lead_id=own_lead.id),
            "other_company": cls._create_calls(
                user_id=cls.user_other.id, company_id=cls.company_other.id
            ),
        }
        # A free call is of no team, so no leader comes by it through his.
        cls.calls["free"].team_id = False
        cls.calls["own_lead"].team_id = cls.team_b
        own_lead.team_id = False
        cls.everything = cls.Call.concat(*cls.calls.values())

    def _names(self, records):
        return {name for name, call in self.calls.items() if call in records}

    def _can(self, user, operation):
        allowed = set()
        for name, call in self.calls.items():
            if call.with_user(user).has_access(operation):
                allowed.add(name)
        return allowed

    def test_each_level_sees_its_calls(self):
        one_company = set(self.calls) - {"other_company"}
        expected = {
            "user_own": {"own", "free", "own_lead"},
            "user_peer": {"peer", "free"},
            "user_leader": {"own", "peer", "free"},
            "user_all": one_company,
            "user_manager": one_company,
            "user_auditor": one_company,
            "user_other": {"other_company"},
        }
        for login, names in expected.items():
            with self.subTest(login=login):
                found = self.Call.with_user(getattr(self, login)).search(
                    [("id", "in", self.everything.ids)]
                )
                self.assertEqual(self._names(found), names)

    def test_each_level_changes_its_calls(self):
        one_company = set(self.calls) - {"other_company"}
        expected = {
            "user_own": {"own", "free", "own_lead"},
            "user_leader": {"own", "peer", "free"},
            "user_all": one_company,
            "user_manager": one_company,
            "user_auditor": set(),
            "user_employee": set(),
            "user_portal": set(),
            "user_other": {"other_company"},
        }
        for login, names in expected.items():
            with self.subTest(login=login):
                self.assertEqual(self._can(getattr(self, login), "write"), names)

    def test_only_the_manager_deletes(self):
        for login in ("user_own", "user_leader", "user_all", "user_auditor"):
            with self.subTest(login=login):
                call = self.calls["own"].with_user(getattr(self, login))
                with self.assertRaises(AccessError):
                    call.unlink()
                self.assertTrue(call.exists())
        self.calls["own"].with_user(self.user_manager).unlink()
        self.assertFalse(self.calls["own"].exists())

    def test_refused_change_does_not_happen(self):
        for login in ("user_own", "user_auditor", "user_employee", "user_portal"):
            with self.subTest(login=login):
                call = self.calls["peer"].with_user(getattr(self, login))
                with self.assertRaises(AccessError):
                    call.write({"name": "Changed"})
                self.assertEqual(self.calls["peer"].name, "Call 1")

    def test_refused_creation_does_not_happen(self):
        before = self.Call.search_count([])
        for login in ("user_auditor", "user_employee", "user_portal"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self.Call.with_user(getattr(self, login)).create({"phone": NUMBER})
        with self.assertRaises(AccessError):
            self.Call.with_user(self.user_own).create({"user_id": self.user_all.id})
        self.assertEqual(self.Call.search_count([]), before)

    def test_auditor_sees_no_button_that_changes_calls(self):
        buttons = (
            "action_log_call",
            "action_call_back",
            "action_mark_handled",
            "action_call_again",
        )
        views = (("list", None), ("kanban", None), ("kanban", "kanban_missed"))
        for kind, name in views:
            view = name and self.env.ref(f"crm_plus.crm_plus_phone_call_view_{name}")
            arches = {
                user: self.Call.with_user(user).get_view(view and view.id, kind)["arch"]
                for user in (self.user_auditor, self.user_own)
            }
            self.assertIn('name="action_log_call"', arches[self.user_own])
            self.assertIn('name="action_call_back"', arches[self.user_own])
            for button in buttons:
                self.assertNotIn(f'name="{button}"', arches[self.user_auditor])

    def test_employee_portal_and_public_read_nothing(self):
        public = self.env.ref("base.public_user")
        for user in (self.user_employee, self.user_portal, public):
            for model in (
                "crm.plus.phone.call",
                "crm.plus.phone.channel",
                "crm.plus.phone.event",
            ):
                with (
                    self.subTest(user=user.login, model=model),
                    self.assertRaises(AccessError),
                ):
                    self.env[model].with_user(user).search([])

    def test_seller_gives_his_call_to_a_colleague_and_loses_it(self):
        call = self.calls["own"].with_user(self.user_own)
        call.user_id = self.user_peer
        self.assertFalse(call.has_access("read"))

    def test_counting_does_not_tell_of_hidden_calls(self):
        groups = self.Call.with_user(self.user_peer)._read_group(
            [("id", "in", self.everything.ids)], ["user_id"], ["__count"]
        )
        self.assertEqual(
            {user.login: count for user, count in groups if user},
            {"user_peer": 1},
        )


@tagged("post_install", "-at_install")
class TestPhoneChannelAccess(PhoneCallCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["crm.plus.phone.channel"].create({"name": "PBX"})
        cls.channel.sudo().action_generate_secret()

    def test_secret_is_readable_by_nobody(self):
        admin = self.env.ref("base.user_admin")
        for user in (self.user_manager, self.user_auditor, admin):
            with self.subTest(user=user.login):
                channel = self.channel.with_user(user).with_company(self.company)
                self.assertNotIn("secret", channel.fields_get())
                with self.assertRaises(AccessError):
                    channel.read(["secret"])
                with self.assertRaises(AccessError):
                    channel.search([("secret", "!=", False)])
                # AccessError for who may export at all
                with self.assertRaises(UserError):
                    channel.export_data(["secret"])
                self.assertTrue(channel.has_secret)

    def test_secret_is_written_by_nobody(self):
        before = self.channel.sudo().secret
        with self.assertRaises(AccessError):
            self.channel.with_user(self.user_manager).secret = "known"
        self.channel.invalidate_recordset()
        self.assertEqual(self.channel.sudo().secret, before)

    def test_secret_is_shown_once_to_the_manager(self):
        action = self.channel.with_user(self.user_manager).action_generate_secret()
        shown = action["context"]["default_secret"]
        self.assertEqual(self.channel.sudo().secret, shown)
        self.assertGreaterEqual(len(shown), 40)
        Wizard = self.env[action["res_model"]].with_user(self.user_manager)
        wizard = Wizard.with_context(**action["context"]).create({})
        wizard.invalidate_recordset()
        self.assertFalse(wizard.with_context(default_secret=False).secret)

    def test_new_secret_replaces_the_old_one(self):
        before = self.channel.sudo().secret
        self.channel.with_user(self.user_manager).action_generate_secret()
        self.assertNotEqual(self.channel.sudo().secret, before)

    def test_copy_has_its_own_address_and_no_secret(self):
        copy = self.channel.with_user(self.user_manager).copy()
        self.assertNotEqual(copy.token, self.channel.token)
        self.assertFalse(copy.sudo().secret)

    def test_others_do_not_touch_channels(self):
        for login in ("user_own", "user_leader", "user_all"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self.channel.with_user(getattr(self, login)).read(["name"])
        auditor = self.channel.with_user(self.user_auditor)
        self.assertEqual(auditor.name, "PBX")
        with self.assertRaises(AccessError):
            auditor.action_generate_secret()
        with self.assertRaises(AccessError):
            auditor.name = "Changed"
        self.assertEqual(self.channel.name, "PBX")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_channel_of_another_company_is_hidden(self):
        foreign = self.env["crm.plus.phone.channel"].create(
            {"name": "Foreign", "company_id": self.company_other.id}
        )
        found = foreign.with_user(self.user_manager).search([])
        self.assertIn(self.channel, found)
        self.assertNotIn(foreign, found)

    def test_event_log_is_read_only(self):
        for login in ("user_manager", "user_auditor"):
            Event = self.env["crm.plus.phone.event"].with_user(getattr(self, login))
            self.assertTrue(Event.has_access("read"))
            for operation in ("write", "create", "unlink"):
                self.assertFalse(Event.has_access(operation))
