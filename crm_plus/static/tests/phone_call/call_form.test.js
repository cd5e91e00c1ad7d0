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

    _records = [{id: 1, phone: "+32456334455"}];
}

defineMailModels();
defineModels([Call]);

const arch = `
    <form js_class="crm_plus_phone_call_form">
        <field name="phone" required="1"/>
    </form>`;

async function mountCall(resId) {
    onRpc("call", "web_save", ({args}) => expect.step(args[1].phone));
    mockSendBeacon(() => {
        expect.step("beacon");
        return true;
    });
    await mountView({type: "form", resModel: "call", resId, arch});
}

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
