import {registry} from "@web/core/registry";
import {item} from "./tour_steps";

const CARD = ".o_kanban_record:contains(Tour Team)";
const BAR = `${CARD} .o_crm_plus_target_bar[data-measure=quotation_count]`;

registry.category("web_tour.tours").add("crm_plus_team_quotation_target", {
    steps: () => [
        {
            content: "Nobody has set a target yet: the bar only counts",
            trigger: `${BAR} .o_crm_plus_target_text:contains(/^2$/)`,
        },
        {
            content: "Click the bar",
            trigger: `${BAR} .o_crm_plus_target_progress`,
            run: "click",
        },
        {
            content: "Type the number of quotations a month",
            trigger: `${BAR} input`,
            run: "edit 8 && press Enter",
        },
        {
            content: "The progress appears at once",
            trigger: `${BAR} .o_crm_plus_target_text:contains(/^2 .* 8$/)`,
        },
        {
            trigger: `${BAR} .progress-bar[aria-valuenow="25"]`,
        },
        {
            content: "A target of zero is refused",
            trigger: `${BAR} .o_crm_plus_target_progress`,
            run: "click",
        },
        {
            trigger: `${BAR} input`,
            run: "edit 0 && press Enter",
        },
        {
            trigger: ".o_notification:contains(greater than zero)",
        },
        {
            trigger: `${BAR} input`,
            run: "press Escape",
        },
        {
            content: "and the target is still the one before",
            trigger: `${BAR} .o_crm_plus_target_text:contains(/^2 .* 8$/)`,
        },
        {
            content: "An open quotation is one click away",
            trigger: `${CARD} a[name=action_open_card_quotations]`,
            run: "click",
        },
        {
            trigger: item("Customer", {and: ":nth-child(2)"}),
        },
    ],
});
