import {expect, test} from "@odoo/hoot";
import {press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {localization} from "@web/core/l10n/localization";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {toParsableNumber} from "@crm_plus/team/target_bars";
import {
    contains,
    defineModels,
    fields,
    makeMockEnv,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

const BAR = {
    measure: "quotation_count",
    period_type: "month",
    label: "Number of Quotations",
    period: "Month",
    value: 3,
    target: 0,
    percent: 0,
    currency_id: false,
    editable: true,
};

class Team extends models.Model {
    _name = "crm.team";
    target_card = fields.Json();
    _records = [
        {id: 1, target_card: [BAR]},
        {id: 2, target_card: [{...BAR, target: 12, percent: 25, editable: false}]},
        {id: 3, target_card: false},
    ];
}

defineMailModels();
defineModels([Team]);

const arch = `
    <kanban>
        <templates>
            <t t-name="card">
                <field name="target_card" widget="crm_plus_target_bars"/>
            </t>
        </templates>
    </kanban>`;

const mount = (ids) =>
    mountView({
        type: "kanban",
        resModel: "crm.team",
        arch,
        domain: [["id", "in", ids]],
    });

const clickBar = () => contains(".o_crm_plus_target_progress").click();

/** Answer as the server does: remember the target. */
function answer() {
    onRpc("set_card_target", function ({args}) {
        const [ids, measure, value, period] = args;
        expect.step(`${ids} ${measure} ${value} ${period}`);
        const percent = value ? (100 * BAR.value) / value : 0;
        this.env["crm.team"].write(ids, {
            target_card: [{...BAR, target: value || 0, percent}],
        });
        return true;
    });
}

test("digits of Persian and Arabic keyboards are read", async () => {
    await makeMockEnv();
    expect(toParsableNumber("۱۲۳۴۵۶۷۸۹۰")).toBe("1234567890");
    expect(toParsableNumber("٤٥٦")).toBe("456");
    expect(toParsableNumber("1,200.5")).toBe("1,200.5");
    expect(toParsableNumber("۱٬۲۳۴٫۵")).toBe("1234.5");
    patchWithCleanup(localization, {decimalPoint: ",", thousandsSep: "."});
    expect(toParsableNumber("٤٫٥")).toBe("4,5");
});

test("a bar counts, and shows the target there is", async () => {
    await mount([1, 2, 3]);
    expect(queryAllTexts(".o_crm_plus_target_text")).toEqual(["3", "3 / 12"]);
    expect(".o_crm_plus_target_invite").toHaveCount(1);
    expect(".progress").toHaveCount(1);
    expect(".progress-bar[aria-valuenow='25']").toHaveCount(1);
});

test("a typed number is saved for the team, measure and period", async () => {
    answer();
    await mount([1]);
    await clickBar();
    await contains(".o_crm_plus_target_input").edit("۱۲");
    expect.verifySteps(["1 quotation_count 12 month"]);
    await animationFrame();
    expect(".o_crm_plus_target_input").toHaveCount(0);
    expect(".o_crm_plus_target_text").toHaveText("3 / 12");
    expect(".progress-bar[aria-valuenow='25']").toHaveCount(1);
});

test("separators of a Persian keyboard are read", async () => {
    answer();
    Team._records[0].target_card = [{...BAR, measure: "order_amount", currency_id: 1}];
    await mount([1]);
    await clickBar();
    await contains(".o_crm_plus_target_input").edit("۱٬۲۳۴٫۵");
    expect.verifySteps(["1 order_amount 1234.5 month"]);
});

test("an emptied field removes the target", async () => {
    answer();
    Team._records[0].target_card = [{...BAR, target: 12, percent: 25}];
    await mount([1]);
    await clickBar();
    expect(queryOne(".o_crm_plus_target_input").value).toBe("12");
    await contains(".o_crm_plus_target_input").edit("");
    expect.verifySteps(["1 quotation_count null month"]);
    await animationFrame();
    expect(".o_crm_plus_target_text").toHaveText("3");
});

test("what cannot be a target stays in the field", async () => {
    answer();
    await mount([1]);
    for (const [typed, message] of [
        ["0", "greater than zero"],
        ["-4", "greater than zero"],
        ["many", "many is not a number"],
        ["nan", "nan is not a number"],
        ["Infinity", "Infinity is not a number"],
        ["1e9999", "1e9999 is not a number"],
        ["1e16", "must not be greater than"],
        ["۴٫۷", "needs a whole number"],
    ]) {
        await clickBar();
        await contains(".o_crm_plus_target_input").edit(typed);
        expect(`.o_notification:contains(${message})`).toHaveCount(
            typed === "-4" ? 2 : 1
        );
        expect(queryOne(".o_crm_plus_target_input").value).toBe(typed);
        await press("Escape");
        await animationFrame();
        expect(".o_crm_plus_target_input").toHaveCount(0);
    }
    expect.verifySteps([]);
});

test("each figure runs from left to right, what is achieved comes first", async () => {
    await mount([2]);
    expect(queryAllTexts(".o_crm_plus_target_text [dir=ltr]")).toEqual(["3", "12"]);
    expect(".o_crm_plus_target_text").not.toHaveAttribute("dir");
});

test("who may not set targets cannot click the bar", async () => {
    await mount([2]);
    expect(".o_crm_plus_target_progress").toHaveAttribute("disabled");
    expect(".o_crm_plus_target_input").toHaveCount(0);
});

test("who may not set targets sees a figure without target alone", async () => {
    Team._records[0].target_card = [{...BAR, editable: false}];
    await mount([1]);
    expect(".o_crm_plus_target_text").toHaveText("3");
    expect(".o_crm_plus_target_progress").toHaveCount(0);
});
