// SPDX-License-Identifier: MIT
#include "models/profit_text.h"

#include "engine/execution/profit_total.h"
#include "models/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace leadline::models
{

namespace
{

QString tr(const char* text)
{
    return QCoreApplication::translate("ProfitText", text);
}

/// Money has cents; a coin that is worth much has more digits.
QString amountOf(const execution::ProfitTotal& total, double amount, bool isSigned)
{
    const bool isCoin = total.currency == core::Asset("BTC") || total.currency == core::Asset("ETH");
    const QString text = fixedText(amount, isCoin ? 6 : 2);
    const bool isZero = text.toDouble() == 0; // in its digits
    return isSigned && amount > 0 && !isZero ? u'+' + text : text;
}

QString currencyOf(const execution::ProfitTotal& total)
{
    return QString::fromStdString(total.currency.text());
}

} // namespace

QString profitText(const execution::ProfitTotal& total)
{
    const execution::Profit& profit = total.profit;
    return tr("open %1, closed %2, fees %3, today %4 %5")
        .arg(amountOf(total, profit.open, true), amountOf(total, profit.closed, true),
            amountOf(total, profit.fees, false), amountOf(total, profit.today, true), currencyOf(total));
}

QString profitOfTodayText(const execution::ProfitTotal& total)
{
    return tr("today %1 %2").arg(amountOf(total, total.profit.today, true), currencyOf(total));
}

QString profitOfTodayFigure(const execution::ProfitTotal& total)
{
    return amountOf(total, total.profit.today, true) + u' ' + currencyOf(total);
}

QString openProfitFigure(const execution::ProfitTotal& total)
{
    return amountOf(total, total.profit.open, true);
}

QString ratesText(const execution::ProfitTotal& total)
{
    QStringList parts;
    for (const execution::CurrencyRate& rate : total.rates) {
        const QString from = QString::fromStdString(rate.from.text());
        parts << (rate.isKnown()
                ? tr("%1 \u00d7 %2 (%3)")
                      .arg(from, QString::number(rate.rate, 'g', 8), QString::fromStdString(rate.source))
                : tr("%1 has no rate: left out").arg(from));
    }
    return parts.join(QStringLiteral("; "));
}

} // namespace leadline::models
