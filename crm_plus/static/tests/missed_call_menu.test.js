import {expect, test} from "@odoo/hoot";
import {animationFrame, click, waitFor, waitForNone} from "@odoo/hoot-dom";

import {MissedCallMenu} from "@crm_plus/phone_call/missed_call_menu";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    getService,
    MockServer,
    mockService,
    models,
    mountWithCleanup,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";

class PhoneCall extends models.ServerModel {
    _name = "crm.plus.phone.call";
}

defineMailModels();
defineModels([PhoneCall]);

test("shows how many missed calls wait and opens the queue", async () => {
    onRpc("has_group", () => true);
    onRpc("crm.plus.phone.call", "get_missed_call_count", () => 3);
    mockService("action", {
        doAction(action) {
            expect.step(action);
        },
    });
    await mountWithCleanup(MissedCallMenu);
    await animationFrame();
    expect(".o_crm_plus_missed_calls .badge").toHaveText("3");
    await click(".o_crm_plus_missed_calls");
    expect.verifySteps(["crm_plus.crm_plus_phone_call_action_missed"]);
});

test("follows the changes and disappears with the last call", async () => {
    const counts = [1, 0];
    onRpc("has_group", () => true);
    onRpc("crm.plus.phone.call", "get_missed_call_count", () => counts.shift());
    await mountWithCleanup(MissedCallMenu);
    getService("bus_service").start();
    await waitFor(".o_crm_plus_missed_calls .badge:contains(1)");
    MockServer.env["bus.bus"]._sendone(
        serverState.partnerId,
        "crm_plus.missed_calls/changed",
        {}
    );
    await waitForNone(".o_crm_plus_missed_calls");
    expect(counts).toEqual([]);
});

test("asks nothing when phone calls are switched off", async () => {
    onRpc("has_group", () => false);
    onRpc("crm.plus.phone.call", "get_missed_call_count", () => {
        expect.step("asked");
        return 3;
    });
    await mountWithCleanup(MissedCallMenu);
    await animationFrame();
    expect(".o_crm_plus_missed_calls").toHaveCount(0);
    expect.verifySteps([]);
});
