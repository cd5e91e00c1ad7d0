import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, test} from "@odoo/hoot";
import {click, queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Plan extends models.Model {
    date_deadline = fields.Date();
    start = fields.Datetime();
    stop = fields.Datetime();
    load_advice = fields.Json();

    _records = [
        {
            id: 1,
            date_deadline: "2026-05-12",
            start: "2026-05-12 09:30:00",
            stop: "2026-05-12 10:30:00",
            load_advice: {
                messages: [
                    "Omid already has 9 open tasks on that day.",
                    "Omid has a meeting at that time.",
                ],
                days: [
                    {date: "2026-05-13", tasks: 2, hint: "2 open tasks"},
                    {date: "2026-05-14", tasks: 1, hint: "1 open tasks"},
                    {date: "2026-05-15", tasks: 0, hint: "0 open tasks"},
                ],
            },
        },
        {id: 2, date_deadline: "2026-05-12", load_advice: false},
    ];
}

defineMailModels();
defineModels([Plan]);

const getArch = (options = "{}") => `
    <form>
        <field name="date_deadline"/>
        <field name="start" invisible="1"/>
        <field name="stop" invisible="1"/>
        <field name="load_advice" widget="crm_plus_load_advice" readonly="1" options="${options}"/>
    </form>`;

function watchSave() {
    onRpc("plan", "web_save", ({args}) => {
        expect.step(JSON.stringify(args[1]));
    });
}

test("shows load, clash and the three better days with their tasks", async () => {
    await mountView({type: "form", resModel: "plan", resId: 1, arch: getArch()});
    expect(".o_crm_plus_load_advice").toHaveClass("alert-warning");
    expect(".o_crm_plus_load_advice .fa-exclamation-triangle").toHaveCount(2);
    expect(".o_crm_plus_load_advice").toHaveText(/already has 9 open tasks/);
    expect(".o_crm_plus_load_advice").toHaveText(/has a meeting at that time/);
    expect(queryAllTexts(".o_crm_plus_better_day")).toEqual([
        "Wed, May 132",
        "Thu, May 141",
        "Fri, May 150",
    ]);
});

test("shows nothing without advice", async () => {
    await mountView({type: "form", resModel: "plan", resId: 2, arch: getArch()});
    expect(".o_crm_plus_load_advice").toHaveCount(0);
});

test("a click sets the date, though the field itself is readonly", async () => {
    watchSave();
    await mountView({type: "form", resModel: "plan", resId: 1, arch: getArch()});
    await click(".o_crm_plus_better_day:last");
    await animationFrame();
    await click(".o_form_button_save");
    await animationFrame();
    expect.verifySteps(['{"date_deadline":"2026-05-15"}']);
});

test("a call keeps its hour on the better day", async () => {
    watchSave();
    await mountView({
        type: "form",
        resModel: "plan",
        resId: 1,
        arch: getArch("{'start_field': 'start'}"),
    });
    await click(".o_crm_plus_better_day:first");
    await animationFrame();
    await click(".o_form_button_save");
    await animationFrame();
    expect.verifySteps(['{"start":"2026-05-13 09:30:00"}']);
});

test("a meeting keeps its hours on the better day", async () => {
    watchSave();
    await mountView({
        type: "form",
        resModel: "plan",
        resId: 1,
        arch: getArch("{'start_field': 'start', 'stop_field': 'stop'}"),
    });
    await click(".o_crm_plus_better_day:first");
    await animationFrame();
    await click(".o_form_button_save");
    await animationFrame();
    expect.verifySteps([
        '{"start":"2026-05-13 09:30:00","stop":"2026-05-13 10:30:00"}',
    ]);
});
