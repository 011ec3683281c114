// SPDX-License-Identifier: MIT
/// What commands ask of accounts: which venues are meant, where and with which key, and what each of them answers.
#pragma once

#include "app/commands/commands.h"
#include "engine/core/result.h"
#include "engine/feeds/account_lists.h"
#include "engine/venues/venue.h"

#include <QJsonObject>
#include <QString>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::app
{

/// Which accounts `positions` and `orders` ask.
struct AccountArguments {
    std::vector<std::string> venues; ///< none: all where trading is on
    std::string environment; ///< "live", "demo", "embedded"; empty: the setting `<venue>.trading`
    std::vector<std::string> connect; ///< VENUE=PORT of embedded markets that are served elsewhere
    std::string journal; ///< its address; empty: that of the settings
    bool json = false;
};
/// Those that both commands have.
void addAccountOptions(CLI::App& command, AccountArguments& accounts);

/// An account at a venue.
struct AccountPlace {
    const venues::Venue* venue = nullptr;
    venues::TradingEnvironment environment;
    venues::Credentials credentials;
};
/// Those that the arguments name; without names, all where trading is on. A defect says which key is missing and how it
/// is set, or what is wrong with the arguments.
[[nodiscard]] core::Result<std::vector<AccountPlace>> accountPlaces(
    const AccountArguments& arguments, const Settings& settings);

[[nodiscard]] QString qt(std::string_view text);

/// What is asked. Positions: with their mode, and the balances where a venue keeps those.
enum class AccountQuestion : std::uint8_t { Positions, Orders };

struct AccountAnswer {
    core::Timestamp now; ///< the venue's clock
    bool keepsPositions = true; ///< else balances
    std::optional<bool> isHedged;
    std::vector<venues::VenuePosition> positions;
    std::vector<venues::Balance> balances;
    std::vector<venues::VenueOrder> orders; ///< of the whole account, conditional ones among them
};
/// What a command makes of each account's answer.
struct AccountReport {
    AccountQuestion question = AccountQuestion::Orders;
    std::function<core::Result<void>(const AccountPlace&)> prepare; ///< before it is asked; a defect ends the command
    std::function<QJsonObject(const AccountPlace&, const AccountAnswer&)> toJson;
    std::function<void(const AccountPlace&, const AccountAnswer&)> print;
};
/// Asks every account that the arguments name, one after the other, and prints what `report` makes of it, or one JSON
/// object of all. The exit code.
[[nodiscard]] int reportAccounts(
    const AccountArguments& arguments, const Settings& settings, const AccountReport& report);

/// Asks over REST alone: no session is begun, nothing is sent or cancelled. A defect names the venue and gives its
/// words.
[[nodiscard]] core::Result<AccountAnswer> askAccount(const AccountPlace& place, AccountQuestion question);

} // namespace leadline::app
