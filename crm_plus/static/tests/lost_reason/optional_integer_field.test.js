import {expect, test} from "@odoo/hoot";
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Reason extends models.Model {
    delay = fields.Integer();
    _records = [
        {id: 1, delay: 0},
        {id: 2, delay: 12},
    ];
}

defineMailModels();
defineModels([Reason]);

test("zero is shown as nothing", async () => {
    await mountView({
        type: "list",
        resModel: "reason",
        arch: `<list><field name="delay" widget="crm_plus_optional_integer"/></list>`,
    });
    expect(queryAllTexts(".o_data_cell")).toEqual(["", "12"]);
});

test("an emptied field is zero, and shows its placeholder", async () => {
    onRpc("reason", "web_save", ({args}) => expect.step(JSON.stringify(args[1])));
    await mountView({
        type: "form",
        resModel: "reason",
        resId: 2,
        arch: `<form><field name="delay" widget="crm_plus_optional_integer" placeholder="Never"/></form>`,
    });
    expect("input").toHaveValue("12");
    await contains("input").edit("");
    await clickSave();
    expect.verifySteps(['{"delay":0}']);
    expect("input").toHaveValue("");
    expect(queryOne("input").placeholder).toBe("Never");
});
