// SPDX-License-Identifier: MIT
#include "app/commands/lab_cancel.h"

#include "app/commands/lab_tape.h"
#include "app/settings/session_options.h"
#include "engine/lab/cancel_study.h"

namespace leadline::app
{

int runLabCancel(const LabCancelQuestion& question, const Settings& today, const Settings& changed,
    const std::string& questionFields)
{
    const TapeArguments& tapes = question.tapes;
    const auto basis = basisOf({tapes, today, question.every});
    if (!basis) {
        return basis.error();
    }
    // Nothing was traded for real on a recording: where the guard leaves it to the program, stale books cancel nothing.
    lab::CancelStudy study(today.desk, {guardOf(today, false), guardOf(changed, false)},
        {.side = question.side, .notional = question.notional, .every = question.every, .horizon = question.horizon});
    if (!takeContractValues(tapes, study.desk())) {
        return exitBadInput;
    }
    const auto report = study.run({tapes.tapes, tapes.venue, symbolsOf(tapes.symbols)});
    if (!report) {
        complain(report.error().what);
        return exitBadInput;
    }
    const int code = tellReplay(*report, tapes.tapes);
    if (code == exitBadInput || !tellContracts(tapes, study.desk())) {
        return exitBadInput;
    }
    if (study.orders().empty()) {
        complain("no order within " + tapes.tapes.front().string()
            + ": it is shorter than --every, or --notional less than a lot");
        return exitBadInput;
    }
    if (!question.json) {
        return printText(lab::cancelText(study), code);
    }
    std::string object = lab::cancelFields(study) + inputsJson(*basis, today, questionFields);
    object.front() = '{'; // in place of the comma
    return printText(object + "}\n", code);
}

} // namespace leadline::app
