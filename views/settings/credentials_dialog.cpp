// SPDX-License-Identifier: MIT
#include "views/settings/credentials_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace leadline::views
{

CredentialsDialog::CredentialsDialog(std::vector<TradingVenue> venues, QWidget* parent)
    : QDialog(parent)
    , m_venues(std::move(venues))
    , m_venue(new QComboBox)
    , m_environment(new QComboBox)
    , m_key(new QLineEdit)
    , m_secret(new QLineEdit)
    , m_source(new QLabel)
    , m_message(new QLabel)
{
    setWindowTitle(tr("Credentials"));
    setMinimumWidth(480);
    auto* const layout = new QVBoxLayout(this);
    auto* const form = new QFormLayout;
    for (const TradingVenue& venue : m_venues) {
        m_venue->addItem(venue.name);
    }
    m_venue->setObjectName(QStringLiteral("venue"));
    m_environment->setObjectName(QStringLiteral("environment"));
    m_key->setObjectName(QStringLiteral("key"));
    m_secret->setObjectName(QStringLiteral("secret"));
    m_secret->setEchoMode(QLineEdit::Password);
    m_key->setEchoMode(QLineEdit::Password);
    m_message->setWordWrap(true);
    m_message->setObjectName(QStringLiteral("message"));
    form->addRow(tr("&Venue"), m_venue);
    form->addRow(tr("&Trade there"), m_environment);
    form->addRow(tr("API &key"), m_key);
    form->addRow(tr("&Secret"), m_secret);
    form->addRow(tr("Known now"), m_source);
    layout->addLayout(form);
    auto* const advice =
        new QLabel(tr("Kept in the system's keychain, never in a file of ours. Use a key that can trade "
                      "and read, and cannot withdraw."));
    advice->setWordWrap(true);
    layout->addWidget(advice);
    layout->addWidget(m_message);
    auto* const buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Close);
    QPushButton* const forget = buttons->addButton(tr("&Forget the key"), QDialogButtonBox::ResetRole);
    layout->addWidget(buttons);
    connect(m_venue, &QComboBox::currentIndexChanged, this, &CredentialsDialog::showVenue);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(forget, &QPushButton::clicked, this, [this] {
        if (m_venue->currentIndex() >= 0) {
            Q_EMIT forgotten(m_venues[static_cast<std::size_t>(m_venue->currentIndex())].id);
        }
    });
    connect(buttons->button(QDialogButtonBox::Save), &QPushButton::clicked, this, [this] {
        const int index = m_venue->currentIndex();
        if (index < 0) {
            return;
        }
        TradingVenue& venue = m_venues[static_cast<std::size_t>(index)];
        if (venue.hasSecret && m_key->text().isEmpty() != m_secret->text().isEmpty()) {
            say(tr("A key needs its secret, and a secret its key"));
            return;
        }
        venue.chosen = m_environment->currentText();
        Q_EMIT saved(venue.id, venue.chosen, m_key->text().trimmed(), m_secret->text().trimmed());
        m_key->clear();
        m_secret->clear();
    });
    showVenue(m_venue->currentIndex());
}

void CredentialsDialog::showVenue(int index)
{
    m_environment->clear();
    m_key->clear();
    m_secret->clear();
    m_message->clear();
    if (index < 0) {
        return;
    }
    const TradingVenue& venue = m_venues[static_cast<std::size_t>(index)];
    m_environment->addItems(venue.environments);
    m_environment->setCurrentText(venue.chosen);
    m_environment->setEnabled(!venue.environments.isEmpty());
    m_environment->setPlaceholderText(venue.environments.isEmpty() ? tr("sells data alone") : QString());
    m_secret->setEnabled(venue.hasSecret);
    m_secret->setPlaceholderText(venue.hasSecret ? QString() : tr("none: the key is all there is"));
    m_source->setText(venue.keySource.isEmpty() ? tr("no key") : venue.keySource);
}

void CredentialsDialog::choose(const QString& venue)
{
    const auto found = std::ranges::find(m_venues, venue, &TradingVenue::id);
    if (found != m_venues.end()) {
        m_venue->setCurrentIndex(static_cast<int>(found - m_venues.begin()));
    }
}

void CredentialsDialog::say(const QString& text)
{
    m_message->setText(text);
}

} // namespace leadline::views
