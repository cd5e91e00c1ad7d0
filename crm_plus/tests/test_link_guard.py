from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .phone_common import NUMBER, NUMBER_OTHER, PhoneCallCase

SPEC = {
    "city": {},
    "contact_name": {},
    "lead_id": {"fields": {"display_name": {}}},
    "phone": {},
}


@tagged("post_install", "-at_install")
class TestLinkGuard(PhoneCallCase):
    """Whoever guesses an id comes by no record he may not see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden = cls._create_leads(
            user_id=cls.user_peer.id,
            contact_name="Hidden Person",
            city="Hidden City",
            phone=NUMBER,
        )
        cls.hidden_call = cls._create_calls(user_id=cls.user_peer.id, phone=NUMBER)
        cls.mine = cls._create_leads(contact_name="Mine", city="Ghent")
        cls.call = cls._create_calls(phone=NUMBER_OTHER)
        cls.OwnCall = cls.Call.with_user(cls.user_own)

    def _refuse(self, action, model="crm.plus.phone.call"):
        """Check that the action is refused, tells nothing and creates nothing."""
        before = self.env[model].sudo().search_count([])
        self.env.invalidate_all()
        with self.assertRaises(AccessError) as caught:
            action()
        self.assertNotIn("Hidden", str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual(self.env[model].sudo().search_count([]), before)

    def test_call_is_not_created_with_a_hidden_lead(self):
        values = {"lead_id": self.hidden.id}
        self._refuse(lambda: self.OwnCall.create(values))
        self._refuse(lambda: self.OwnCall.create([{"phone": NUMBER_OTHER}, values]))
        context = {"default_lead_id": self.hidden.id}
        self._refuse(lambda: self.OwnCall.with_context(**context).create({}))

    def test_call_is_not_imported_with_a_hidden_lead(self):
        before = self.Call.search_count([])
        result = self.OwnCall.load(
            ["phone", "lead_id/.id"], [[NUMBER_OTHER, str(self.hidden.id)]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("not allowed to see", result["messages"][0]["message"])
        self.assertEqual(self.Call.search_count([]), before)

    def test_call_is_not_moved_to_a_hidden_lead(self):
        call = self.call.with_user(self.user_own)
        self._refuse(lambda: call.write({"lead_id": self.hidden.id}))
        self._refuse(lambda: call.web_save({"lead_id": self.hidden.id}, SPEC))
        self._refuse(lambda: call.write({"parent_id": self.hidden_call.id}))
        self.assertRecordValues(
            self.call,
            [{"lead_id": False, "parent_id": False, "contact_name": False}],
        )

    def test_call_is_not_linked_to_a_contact_of_another_company(self):
        foreign = self._create_contact("Hidden", company_id=self.company_other.id)
        self._refuse(lambda: self.OwnCall.create({"partner_id": foreign.id}))
        call = self.call.with_user(self.user_own)
        self._refuse(lambda: call.write({"partner_id": foreign.id}))
        self.assertFalse(self.call.partner_id)

    def test_drafts_compute_nothing_from_a_hidden_lead(self):
        values = {"lead_id": self.hidden.id}
        call = self.call.with_user(self.user_own)
        self._refuse(lambda: self.OwnCall.onchange(values, ["lead_id"], SPEC))
        self._refuse(lambda: call.onchange(values, ["lead_id"], SPEC))
        context = {"default_lead_id": self.hidden.id}
        calls = self.OwnCall.with_context(**context)
        self._refuse(lambda: calls.onchange({}, [], SPEC))
        self._refuse(lambda: calls.default_get(["lead_id"]))
        # inside the draft of another record
        self._refuse(
            lambda: self.mine.with_user(self.user_own).onchange(
                {"phone_call_ids": [Command.create(values)]},
                ["phone_call_ids"],
                {"phone_call_ids": {"fields": SPEC}},
            )
        )

    def test_dialogs_show_nothing_of_hidden_records(self):
        lead_dialogs = (
            "crm.lead.won",
            "crm.lead2opportunity.partner",
        )
        for model in lead_dialogs:
            with self.subTest(model=model):
                Dialog = self.env[model].with_user(self.user_own)
                values = {"lead_id": self.hidden.id}
                self._refuse(lambda d=Dialog, v=values: d.create(v), model)
                self._refuse(
                    lambda d=Dialog, v=values: d.onchange(
                        v, ["lead_id"], {"display_name": {}}
                    ),
                    model,
                )
        model = "crm.plus.phone.call.link"
        Link = self.env[model].with_user(self.user_own)
        values = {"call_id": self.hidden_call.id}
        self._refuse(lambda: Link.create(values), model)
        self._refuse(lambda: Link.onchange(values, ["call_id"], {"phone": {}}), model)
        values = {"call_id": self.call.id, "lead_id": self.hidden.id}
        self._refuse(lambda: Link.create(values), model)
        self.assertFalse(self.call.lead_id)

    def test_plan_of_a_conversion_links_only_what_the_user_sees(self):
        foreign = self._create_contact(
            "Hidden", company_id=self.company_other.id, is_company=True
        )
        model = "crm.lead2opportunity.partner"
        lead = self._create_leads(type="lead")
        Dialog = self.env[model].with_user(self.user_own)
        for name in ("partner_id", "link_company_id", "link_person_id"):
            values = {"lead_id": lead.id, name: foreign.id}
            with self.subTest(field=name):
                self._refuse(lambda v=values: Dialog.create(v), model)

    def test_request_is_not_decided_on_by_a_guessed_id(self):
        request = self.env["crm.plus.conversion.approval"].create(
            {
                "name": "Hidden",
                "lead_id": self.hidden.id,
                "requester_id": self.user_peer.id,
                "approver_id": self.user_leader.id,
            }
        )
        model = "crm.plus.conversion.approval.decide"
        Decide = self.env[model].with_user(self.user_own)
        values = {"approval_id": request.id, "decision": "approved"}
        self._refuse(lambda: Decide.create(values), model)
        self.assertEqual(request.state, "pending")

    def test_activity_neither_ends_nor_cancels_the_call_of_a_colleague(self):
        planned = self._create_calls(
            user_id=self.user_peer.id, state="planned", outcome=False
        )
        lead = self.mine.with_user(self.user_own)
        activity = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.user_own.id
        )
        self._refuse(lambda: activity.write({"phone_call_id": planned.id}))
        self._refuse(
            lambda: activity.create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "res_id": lead.id,
                    "phone_call_id": planned.id,
                }
            )
        )
        activity.action_done()
        self.assertRecordValues(
            planned, [{"state": "planned", "name": planned.name, "outcome": False}]
        )

    def test_meeting_does_not_come_from_a_hidden_call(self):
        model = "calendar.event"
        self._refuse(
            lambda: (
                self.env[model]
                .with_user(self.user_own)
                .create(
                    {
                        "name": "Meeting",
                        "start": "2026-03-02 10:00:00",
                        "stop": "2026-03-02 11:00:00",
                        "origin_call_id": self.hidden_call.id,
                    }
                )
            ),
            model,
        )

    def test_what_the_system_sets_is_set_by_nobody_else(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Private meeting",
                "start": "2026-03-02 10:00:00",
                "stop": "2026-03-02 11:00:00",
                "user_id": self.user_all.id,
            }
        )
        channel = self.env["crm.plus.phone.channel"].create({"name": "PBX"})
        call = self.call.with_user(self.user_own)
        for name, value in (
            ("calendar_event_id", event.id),
            ("handled_call_id", self.hidden_call.id),
            ("channel_id", channel.id),
            ("external_uid", "forged"),
            ("report_count", 7),
        ):
            with self.subTest(field=name):
                self._refuse(lambda n=name, v=value: call.write({n: v}))
                self._refuse(lambda n=name, v=value: self.OwnCall.create({n: v}))
                stray = self.OwnCall.with_context(**{f"default_{name}": value})
                self.assertFalse(stray.create({"phone": NUMBER_OTHER})[name])
                self.assertFalse(self.call[name])
        self.assertEqual(event.name, "Private meeting")

    def test_nobody_writes_the_counts_of_episodes(self):
        self.mine.action_set_lost()
        lead = self.mine.with_user(self.user_own)
        for name in ("outcome_count", "outcome_restored_count"):
            with self.subTest(field=name):
                self._refuse(lambda n=name: lead.write({n: 9}))
        self.assertRecordValues(
            self.mine, [{"outcome_count": 1, "outcome_restored_count": 0}]
        )

    def test_guard_lets_pass_what_one_may_see(self):
        call = self.OwnCall.create({"lead_id": self.mine.id})
        self.assertRecordValues(call, [{"contact_name": "Mine", "city": "Ghent"}])
        call = self.Call.with_user(self.user_leader).create({"lead_id": self.hidden.id})
        self.assertRecordValues(
            call, [{"contact_name": "Hidden Person", "city": "Hidden City"}]
        )

    def test_guard_asks_once_for_a_batch(self):
        self.OwnCall.search([], limit=1)
        self.mine.with_user(self.user_own).check_access("read")
        for count in (10, 100):
            leads = self._create_leads(count)
            self.env.flush_all()
            self.env.invalidate_all()
            # the user, his rights and the leads
            with self.subTest(count=count), self.assertQueryCount(4):
                self.OwnCall._check_links([{"lead_id": lead.id} for lead in leads])


@tagged("post_install", "-at_install")
class TestLinkThatWentOutOfSight(PhoneCallCase):
    """The lead of one's call is given to a colleague."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lead = cls._create_leads(contact_name="Ms Lin", city="Taipei", phone=NUMBER)
        cls.call = cls._create_calls(lead_id=lead.id, phone=NUMBER)
        lead.write({"user_id": cls.user_peer.id, "expected_revenue": 4711})
        cls.lead = lead
        cls.own = cls.call.with_user(cls.user_own)

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.env.invalidate_all()

    def test_call_is_read_and_tells_nothing_more_of_the_lead(self):
        self.assertFalse(self.lead.with_user(self.user_own).has_access("read"))
        self.assertEqual(self.own.contact_name, "Ms Lin")
        names = list(self.own.fields_get())
        self.assertTrue(self.own.read(names))
        values = self.own.web_read(SPEC)[0]
        # the name of a linked record shows, as everywhere in Odoo
        self.assertEqual(
            values["lead_id"], {"id": self.lead.id, "display_name": self.lead.name}
        )
        more = {"lead_id": {"fields": {"expected_revenue": {}}}}
        with self.assertRaises(AccessError):
            self.own.web_read(more)
        domain = [("lead_id.expected_revenue", "=", 4711)]
        self.assertFalse(self.own.search(domain))

    def test_call_is_changed_and_followed_up(self):
        self.own.write({"description": "Called twice", "lead_id": self.lead.id})
        self.assertEqual(self.call.lead_id, self.lead)
        self.assertIn("Called twice", self.call.description)
        for action in (self.own.action_call_again(), self.own.action_call_back()):
            follow_up = self.own.browse().with_context(**action["context"]).create({})
            self.assertEqual(follow_up.parent_id, self.call)
            self.assertFalse(follow_up.lead_id)
        action = self.own.action_plan_meeting()
        self.assertEqual(action["context"]["default_origin_call_id"], self.call.id)
