import {registry} from "@web/core/registry";
import {item, showListOnPhone} from "./tour_steps";

const tours = registry.category("web_tour.tours");

/** The row of the list that shows this text, with this button in it. */
const rowButton = (text, name) =>
    `.o_data_row:has(td[data-tooltip='${text}'], td:contains('${text}')) button[name='${name}']`;

const myDayItem = (text, and = "") => `.o_my_day_item:contains('${text}')${and}`;

tours.add("crm_plus_activity_snooze", {
    url: "/odoo/action-crm.crm_lead_action_my_activities",
    steps: () => [
        ...showListOnPhone(),
        {
            content: "What is due today is moved by a week",
            trigger: rowButton("Tour Today", "action_snooze_my_next"),
            run: "click",
        },
        {
            content: "What is a little late reads Reschedule, and only that",
            trigger: `.o_data_row:contains('Tour Late'):not(:has(button[name='action_snooze_my_next']))`,
        },
        {
            content: "What is very late is moved by a week again",
            trigger: rowButton("Tour Forgotten", "action_snooze_my_next"),
        },
        {
            trigger: rowButton("Tour Late", "action_reschedule_my_next"),
            run: "click",
        },
        {
            content: "The calendar opens at the missed day",
            trigger: ".o_calendar_view .fc-col-header-cell[data-date]",
        },
    ],
});

tours.add("crm_plus_activity_chatter", {
    steps: () => [
        {
            content: "A double click on the button in the chatter moves it once",
            trigger: ".o-mail-Activity:contains('Ring tomorrow') .o_crm_plus_snooze",
            run: "dblclick",
        },
        {
            content: "The note tells of the move",
            trigger:
                ".o-mail-Message-content:contains('Ring tomorrow'):contains('moved from')",
        },
        {
            trigger:
                ".o-mail-Activity:contains('Ring tomorrow'):contains('Due in 8 days')",
        },
    ],
});

tours.add("crm_plus_my_day", {
    url: "/odoo/my-day",
    steps: () => [
        {
            content: "The most valuable item stands first in its section",
            trigger:
                ".o_my_day_section[data-section='call'] .o_my_day_item:first-child:contains('Ring about the big deal')",
        },
        {
            trigger: ".o_my_day_section[data-section='overdue']:contains('3 d late')",
        },
        {
            trigger:
                ".o_my_day_section[data-section='hot_lead']:contains('No next activity')",
        },
        {
            content: "Done items tick off in place",
            trigger: myDayItem("Send the offer", " .o_my_day_tick:not(:disabled)"),
            run: "click",
        },
        {
            trigger: ".o_my_day_item_done:contains('Send the offer')",
        },
        {
            content: "A call is ticked off by its log form",
            trigger: myDayItem("Ring about the big deal", " .o_my_day_tick"),
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='outcome']",
        },
        {
            content: "which changes nothing when it is left",
            trigger: ".modal footer button:contains('Discard')",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${myDayItem(
                "Ring about the big deal",
                ":not(.o_my_day_item_done) .o_my_day_tick"
            )}`,
            run: "click",
        },
        {
            content: "and logs the call when it is saved",
            trigger: ".modal footer button:contains('Save')",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_my_day_item_done:contains('Ring about the big deal')",
        },
        {
            content: "Sections show the expected revenue",
            trigger: myDayItem("Late ring", " .o_my_day_amount:contains('5,000')"),
        },
        {
            content: "All in one list, by value",
            trigger: ".o_my_day_by_value",
            run: "click",
        },
        {
            content: "which shows the value it is sorted by, and says so",
            trigger: myDayItem(
                "Late ring",
                " .o_my_day_amount[title^='Value at risk']:contains('2,750')"
            ),
        },
        {
            content: "as its head does",
            trigger:
                ".o_my_day_section[data-section='all'] header [title='Value at risk']",
        },
        {
            content: "A double click moves an activity once",
            trigger: myDayItem("Ring about a chair", " .o_my_day_snooze"),
            run: "dblclick",
        },
        {
            trigger:
                ".o_my_day_section:not(:has(.o_my_day_item:contains('Ring about a chair')))",
        },
        {
            content: "The hot deal gets its next step",
            trigger: ".o_my_day_item:contains('Tour Hot') .o_my_day_schedule",
            run: "click",
        },
        {
            trigger: ".modal button[name='action_schedule_activities']",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_my_day_item_done:contains('Tour Hot')",
        },
        {
            content: "A click opens the document",
            trigger: ".o_my_day_item:contains('Late ring') .o_my_day_text",
            run: "click",
        },
        {
            trigger: ".o_last_breadcrumb_item:contains('Tour Late')",
        },
    ],
});

tours.add("crm_plus_my_day_empty", {
    url: "/odoo/my-day",
    steps: () => [{trigger: ".o_my_day_empty:contains('Nothing left for today')"}],
});

tours.add("crm_plus_load_advice", {
    steps: () => [
        {
            trigger: ".o-mail-Chatter-activity",
            run: "click",
        },
        {
            trigger: ".modal .o_crm_plus_load_advice:contains('open tasks')",
        },
        {
            content: "Three better days are offered",
            trigger: ".modal .o_crm_plus_load_advice:has(.o_crm_plus_better_day:eq(2))",
        },
        {
            trigger: ".modal .o_crm_plus_better_day:first",
            run: "click",
        },
        {
            content: "Nothing speaks against that day",
            trigger: ".modal:not(:has(.o_crm_plus_load_advice))",
        },
        {
            trigger: ".modal button[name='action_schedule_activities']",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o-mail-Activity",
        },
    ],
});

tours.add("crm_plus_team_queue", {
    url: "/odoo/team-queue",
    steps: () => [
        {
            trigger: item("Share this", {and: " button[name='action_take']"}),
            run: "click",
        },
        {
            content: "What is taken leaves the queue",
            trigger: ".o_view_nocontent:contains('Nothing waits')",
        },
    ],
});
