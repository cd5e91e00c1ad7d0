import {beforeEach, expect, test} from "@odoo/hoot";
import {queryAllTexts, queryText} from "@odoo/hoot-dom";
import {MyDay} from "@crm_plus/my_day/my_day";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    makeMockEnv,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {currencies} from "@web/core/currency";
import {getDefaultConfig} from "@web/views/view";

const ITEM = {
    id: "calendar.event,7",
    section: "meeting",
    name: "Kick-off",
    document: "120 desks",
    partner: "Azadeh Rostami",
    model: "calendar.event",
    res_id: 7,
    due: "2026-05-20",
    time: "14:05",
    done: false,
    icon: "fa-users",
    activity_id: false,
    snooze_choice: false,
    tick: false,
    note: "",
    revenue: 76000,
    value_at_risk: 38000,
    late_days: 0,
};
const DAY = {
    user: {id: 2, name: "Omid"},
    is_own: true,
    members: [],
    date: "2026-05-20",
    currency_id: 1,
    sections: [
        {
            key: "meeting",
            title: "Meetings",
            items: [ITEM, {...ITEM, id: "calendar.event,8", time: false, partner: ""}],
            open_count: 2,
            revenue: 76000,
            value_at_risk: 38000,
        },
    ],
    open_count: 2,
    done_count: 0,
    revenue: 76000,
    value_at_risk: 38000,
};

defineMailModels();

beforeEach(async () => {
    patchWithCleanup(currencies, {
        1: {symbol: "$", position: "before", digits: [69, 2]},
    });
    onRpc("crm.plus.my.day", "get_my_day", () => DAY);
    await makeMockEnv({config: getDefaultConfig()});
    await mountWithCleanup(MyDay, {
        props: {action: {}, actionId: 1, className: "", globalState: {}},
    });
});

test("the hour is written as in the lists of the client", async () => {
    expect(queryAllTexts(".o_my_day_time")).toEqual(["2:05 PM"]);
    expect(queryAllTexts(".o_my_day_name [dir=auto]")).toEqual([
        "2:05 PM",
        "Kick-off",
        "Kick-off",
    ]);
});

test("names keep their own direction, amounts run from left to right", async () => {
    expect(queryAllTexts(".o_my_day_item:first .small [dir=auto]")).toEqual([
        "120 desks",
        "Azadeh Rostami",
    ]);
    expect(queryText(".o_my_day_item:last .small")).toBe("120 desks");
    expect(".o_my_day_amount[dir=ltr]").toHaveCount(2);
    expect(queryText(".card-header [dir=ltr]").replace(/\s/, " ")).toBe("$ 76,000");
    expect(queryText(".badge [dir=ltr]").replace(/\s/, " ")).toBe("$ 38,000");
});
