// SPDX-License-Identifier: MIT
/// Keys of the venues, and where each of them may trade.
#pragma once

#include <QDialog>

#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;

namespace leadline::views
{

/// A venue that can be traded at.
struct TradingVenue {
    QString id;
    QString name;
    QStringList environments; ///< "off" first; empty: it sells data, and nothing is traded there
    QString chosen; ///< in the settings now
    bool hasSecret = true; ///< beside the key
    QString keySource; ///< where the key comes from now, for people; empty: none is known
};

/// The texts of a secret are never shown, and leave the dialog by one signal. Thread: GUI.
class CredentialsDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit CredentialsDialog(std::vector<TradingVenue> venues, QWidget* parent = nullptr);
    /// What became of the last save, or a warning about the key.
    void say(const QString& text);
    /// Brings it to the front.
    void choose(const QString& venue);

Q_SIGNALS:
    /// Empty key and secret: those that are kept stay. `environment` is empty where nothing is traded.
    void saved(const QString& venue, const QString& environment, const QString& key, const QString& secret);
    void forgotten(const QString& venue);

private:
    void showVenue(int index);

    std::vector<TradingVenue> m_venues;
    QComboBox* m_venue;
    QComboBox* m_environment;
    QLineEdit* m_key;
    QLineEdit* m_secret;
    QLabel* m_source;
    QLabel* m_message;
};

} // namespace leadline::views
