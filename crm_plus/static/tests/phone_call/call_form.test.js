import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, test} from "@odoo/hoot";
import {edit, fill, unload} from "@odoo/hoot-dom";
import {animationFrame, mockSendBeacon} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    hideTab,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Call extends models.Model {
    phone = fields.Char({default: "+32456001122"});
    state = fields.Selection({
        selection: [
            ["planned", "Planned"],
            ["held", "Held"],
            ["missed", "Missed"],
        ],
    });
    partner_id = fields.Many2one({relation: "contact"});
    candidate_ids = fields.Many2many({relation: "contact"});

    _records = [
        {id: 1, phone: "+32456334455", state: "held"},
        {id: 2, phone: "+32456334455", state: "planned", candidate_ids: [1, 2]},
        {id: 3, phone: "+32456334455", state: "missed"},
    ];
}

class Contact extends models.Model {
    name = fields.Char();

    _records = [
        {id: 1, name: "Sara"},
        {id: 2, name: "Omid"},
    ];
}

defineMailModels();
defineModels([Call, Contact]);

const arch = `
    <form js_class="crm_plus_phone_call_form">
        <field name="phone" required="1"/>
    </form>`;

async function mountCall(resId, params = {}) {
    onRpc("call", "web_save", ({args}) =>
        expect.step(args[1].phone || JSON.stringify(args[1]))
    );
    mockSendBeacon(() => {
        expect.step("beacon");
        return true;
    });
    await mountView({type: "form", resModel: "call", resId, arch, ...params});
}

const asking = {
    context: {crm_plus_log_result: true},
    arch: `
        <form js_class="crm_plus_phone_call_form">
            <field name="state" widget="radio"/>
            <field name="partner_id"/>
            <field name="candidate_ids" widget="crm_plus_contact_choice" readonly="1"/>
        </form>`,
};

test("a new call that nobody touched is not saved when the page is left", async () => {
    await mountCall();
    await unload();
    await animationFrame();
    expect.verifySteps([]);
});

test("nor when the tab is hidden", async () => {
    await mountCall();
    await hideTab();
    await animationFrame();
    expect.verifySteps([]);
});

test("a new call with something typed in is saved when the page is left", async () => {
    await mountCall();
    await contains(".o_field_widget[name='phone'] input").edit("+32456000000");
    await unload();
    await animationFrame();
    expect.verifySteps(["beacon"]);
});

test("so is one whose number is still being typed", async () => {
    await mountCall();
    await contains(".o_field_widget[name='phone'] input").focus();
    await fill("9", {confirm: false});
    await unload();
    await animationFrame();
    expect.verifySteps(["beacon"]);
});

test("a changed call is saved when the tab is hidden", async () => {
    await mountCall(1);
    await contains(".o_field_widget[name='phone'] input").focus();
    await edit("+32456000000");
    await hideTab();
    await animationFrame();
    expect.verifySteps(["+32456000000"]);
});

test("the form that asks for the result proposes that the call was held", async () => {
    await mountCall(2, asking);
    expect("input[data-value='held']").toBeChecked();
    await contains(".o_form_button_save").click();
    expect.verifySteps(['{"state":"held"}']);
});

test("what it proposes is not saved unasked", async () => {
    await mountCall(2, asking);
    await hideTab();
    await unload();
    await animationFrame();
    expect.verifySteps([]);
    await contains(".o_form_button_cancel").click();
    expect("input[data-value='planned']").toBeChecked();
    expect.verifySteps([]);
});

test("it proposes nothing for a call that is over, and nothing elsewhere", async () => {
    await mountCall(3, asking);
    expect("input[data-value='missed']").toBeChecked();
});

test("elsewhere a planned call stays planned", async () => {
    await mountCall(2, {...asking, context: {}});
    expect("input[data-value='planned']").toBeChecked();
});

test("a click on a contact with the number takes it", async () => {
    await mountCall(2, {...asking, context: {}});
    expect(".o_field_widget[name='candidate_ids'] .o_tag").toHaveCount(2);
    await contains(
        ".o_field_widget[name='candidate_ids'] .o_tag:contains(Omid)"
    ).click();
    expect(".o_field_widget[name='partner_id'] input").toHaveValue("Omid");
    await contains(".o_form_button_save").click();
    expect.verifySteps(['{"partner_id":2}']);
});

test("but not where the form is read only", async () => {
    await mountCall(2, {
        ...asking,
        context: {},
        arch: asking.arch.replace("<form ", '<form edit="0" '),
    });
    await contains(
        ".o_field_widget[name='candidate_ids'] .o_tag:contains(Omid)"
    ).click();
    expect(".o_field_widget[name='partner_id']").toHaveText("");
    expect.verifySteps([]);
});
