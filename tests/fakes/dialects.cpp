// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/dialects.hpp"

#include <boost/beast/http/field.hpp>
#include <boost/json.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <map>

namespace fake {
namespace {

namespace http = boost::beast::http;
namespace json = boost::json;

std::string hash_of(EVP_MD const* how, std::string const& text)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), out, &length, how, nullptr);
    return {reinterpret_cast<char*>(out), length};
}

std::string hmac_of(EVP_MD const* how, std::string const& key, std::string const& text)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    HMAC(how, key.data(), static_cast<int>(key.size()), reinterpret_cast<unsigned char const*>(text.data()), text.size(), out, &length);
    return {reinterpret_cast<char*>(out), length};
}

std::string in_hex(std::string const& bytes)
{
    std::string out;
    for (char const byte : bytes) {
        char two[3];
        std::snprintf(two, sizeof two, "%02x", static_cast<unsigned>(static_cast<unsigned char>(byte)));
        out += two;
    }
    return out;
}

std::string in_base64(std::string const& bytes)
{
    std::string out(4 * ((bytes.size() + 2) / 3), '\0');
    EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<unsigned char const*>(bytes.data()),
        static_cast<int>(bytes.size())
    );
    return out;
}

std::string in_base64url(std::string const& bytes)
{
    auto out = in_base64(bytes);
    while (!out.empty() && out.back() == '=')
        out.pop_back();
    for (auto& c : out)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    return out;
}

std::string escaped(std::string const& text)
{
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x80 && std::isalnum(byte) != 0) {
            out += c;
            continue;
        }
        char three[4];
        std::snprintf(three, sizeof three, "%%%02X", static_cast<unsigned>(byte));
        out += three;
    }
    return out;
}

std::map<std::string, std::string> fields_of(std::string_view form)
{
    auto const plain = [](std::string_view text) {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '%' && i + 2 < text.size()) {
                out += static_cast<char>(std::strtol(std::string{text.substr(i + 1, 2)}.c_str(), nullptr, 16));
                i += 2;
            } else {
                out += text[i] == '+' ? ' ' : text[i];
            }
        }
        return out;
    };
    std::map<std::string, std::string> fields;
    while (!form.empty()) {
        auto const piece = form.substr(0, form.find('&'));
        form.remove_prefix(std::min(form.size(), piece.size() + 1));
        auto const equals = std::min(piece.find('='), piece.size());
        fields[plain(piece.substr(0, equals))] = plain(piece.substr(std::min(piece.size(), equals + 1)));
    }
    return fields;
}

std::string form_of(std::map<std::string, std::string> const& fields)
{
    std::string out;
    for (auto const& [name, value] : fields)
        out += (out.empty() ? "" : "&") + escaped(name) + '=' + escaped(value);
    return out;
}

std::string query_of(http_request const& request)
{
    auto const target = std::string{request.target()};
    auto const mark = target.find('?');
    return mark == std::string::npos ? std::string{} : target.substr(mark + 1);
}

json::value body_of(http_request const& request)
{
    json::error_code failed;
    auto whole = json::parse(request.body(), failed);
    return failed ? json::value{} : whole;
}

std::string at(json::value const& whole, char const* pointer)
{
    json::error_code failed;
    auto const* const found = whole.find_pointer(pointer, failed);
    if (found == nullptr)
        return {};
    return found->is_string() ? std::string{found->get_string()} : json::serialize(*found);
}

bool is_at(json::value const& whole, char const* pointer)
{
    json::error_code failed;
    return whole.find_pointer(pointer, failed) != nullptr;
}

std::string header(http_request const& request, char const* name) { return std::string{request[name]}; }

/// What stands for the token of the customer's address, where nothing else protects it.
std::string address(std::string const& url, honesty how)
{
    auto const token = url.find("token=");
    return how == honesty::genuine || token == std::string::npos ? url : url.substr(0, token) + "token=another" + url.substr(token + 6);
}

call posted_json(std::string url, json::value const& what)
{
    call made;
    made.url = std::move(url);
    made.headers.emplace_back("Content-Type", "application/json");
    made.body = json::serialize(what);
    return made;
}

std::string uuid_for(int sequence)
{
    char text[40];
    std::snprintf(text, sizeof text, "aaaaaaaa-bbbb-4ccc-8ddd-%012x", static_cast<unsigned>(sequence));
    return text;
}

bool is_basic(http_request const& request, account const& of)
{
    return header(request, "Authorization") == "Basic " + in_base64(of.user + ':' + of.password);
}

/// The gateway's own, of README.md.
class plain_dialect final : public dialect {
public:
    std::optional<message> read(http_request const& request) const override
    {
        auto const whole = body_of(request);
        if (!is_at(whole, "/to"))
            return std::nullopt;
        return message{at(whole, "/to"), at(whole, "/text"), at(whole, "/reference"), at(whole, "/sender"), "", "", 0};
    }

    std::string id_for(int sequence, message const&) const override { return "G-" + std::to_string(sequence); }

    reply_to_submission accepted(std::string const& id, message const&) const override
    {
        return {202, json::serialize(json::object{{"id", id}})};
    }

    call receipts(std::vector<news> const& all, std::string const& url, honesty how, long long) const override
    {
        auto const& one = all.front();
        return posted_json(address(url, how), {{"id", one.id}, {"reference", one.about.reference}, {"status", one.what}});
    }

    call reply(news const& one, std::string const& url, honesty how, long long) const override
    {
        return posted_json(
            address(url, how), {{"id", one.id}, {"from", one.about.to}, {"to", one.about.sender}, {"text", one.what}}
        );
    }
};

/// Kannel user guide 1.4.5, "Using the HTTP Interface to Send SMS Messages".
class kannel_dialect final : public dialect {
public:
    explicit kannel_dialect(account of) : of_(std::move(of)) {}

    unsigned objection(http_request const& request, long long) const override
    {
        auto fields = fields_of(query_of(request));
        return fields["username"] == of_.user && fields["password"] == of_.password ? 0 : 403;
    }

    std::optional<message> read(http_request const& request) const override
    {
        auto fields = fields_of(query_of(request));
        if (request.method() != http::verb::get || fields["to"].empty())
            return std::nullopt;
        // Kannel gives no id: the customer's address says which message it is about.
        auto const reference = fields_of(fields["dlr-url"])["reference"];
        return message{fields["to"], fields["text"], reference, fields["from"], fields["dlr-url"], "", 0};
    }

    std::string id_for(int sequence, message const&) const override { return "K-" + std::to_string(sequence); }

    reply_to_submission accepted(std::string const&, message const&) const override
    {
        return {202, "0: Accepted for delivery", "text/html"};
    }

    reply_to_submission failed(unsigned status) const override { return {status, "Temporal failure, try again later.", "text/html"}; }

    call receipts(std::vector<news> const& all, std::string const& url, honesty how, long long) const override
    {
        auto const& one = all.front();
        call made;
        made.method = "GET";
        made.url = address(url, how);
        if (auto const place = made.url.find("%d"); place != std::string::npos)
            made.url.replace(place, 2, one.what == "delivered" ? "1" : one.what == "buffered" ? "8" : "2");
        return made;
    }

    call reply(news const& one, std::string const& url, honesty how, long long) const override
    {
        call made;
        made.method = "GET";
        made.url = address(url, how) + "&from=" + escaped(one.about.to) + "&to=" + escaped(one.about.sender) +
                   "&text=" + escaped(one.what) + "&id=" + escaped(one.id);
        return made;
    }

private:
    account of_;
};

/// https://docs.ovh.com/gb/en/api/first-steps-with-ovh-api/ (the signature), the API's own description of
/// POST /sms/{serviceName}/jobs, and "Everything you need to know about SMS users", step 5 (the call-back).
class ovh_dialect final : public dialect {
public:
    explicit ovh_dialect(account of) : of_(std::move(of)) {}

    unsigned objection(http_request const& request, long long now) const override
    {
        auto const found = fault_of(request, now);
        return found ? found->status : 0;
    }

    reply_to_submission said_no(http_request const& request, unsigned, long long now) const override
    {
        auto const found = fault_of(request, now).value_or(fault{
            400, "400 Bad Request", "INVALID_ARGUMENT",
            "Needed are message, receivers, noStopClause, validityPeriod, and either sender or senderForResponse"});
        return {found.status, json::serialize(json::object{{"errorCode", found.code}, {"httpCode", found.http}, {"message", found.message}})};
    }

    std::optional<message> read(http_request const& request) const override
    {
        auto const whole = body_of(request);
        bool const has_sender = is_at(whole, "/sender") != (at(whole, "/senderForResponse") == "true");
        if (!is_at(whole, "/message") || !is_at(whole, "/receivers/0") || !has_sender || at(whole, "/noStopClause") != "true" ||
            std::atoi(at(whole, "/validityPeriod").c_str()) < 1)
            return std::nullopt;
        return message{at(whole, "/receivers/0"), at(whole, "/message"), at(whole, "/tag"), at(whole, "/sender"), "", "", 0};
    }

    std::string id_for(int sequence, message const&) const override { return std::to_string(27'814'656 + sequence); }

    reply_to_submission accepted(std::string const& id, message const& asked) const override
    {
        json::object const body{
            {"totalCreditsRemoved", 1}, {"invalidReceivers", json::array{}}, {"ids", json::array{std::atoll(id.c_str())}},
            {"validReceivers", json::array{asked.to}}};
        return {200, json::serialize(body)};
    }

    reply_to_submission invalid(message const& asked) const override
    {
        json::object const body{
            {"totalCreditsRemoved", 0}, {"invalidReceivers", json::array{asked.to}}, {"ids", json::array{}},
            {"validReceivers", json::array{}}};
        return {200, json::serialize(body)};
    }

    call receipts(std::vector<news> const& all, std::string const& url, honesty how, long long) const override
    {
        auto const& one = all.front();
        bool const came = one.what == "delivered";
        bool const waits = one.what == "buffered";
        call made;
        made.method = "GET";
        made.url = address(url, how) + "&id=" + one.id + "&ptt=" + (came ? "4" : waits ? "3" : "24") +
                   "&date=20261124030000&description=" + (came ? "1" : waits ? "8" : "2") + "&descriptionDlr=" + escaped("text");
        return made;
    }

    /// OVH does not document it; a channel says itself how it reads it.
    call reply(news const& one, std::string const& url, honesty how, long long) const override
    {
        call made;
        made.method = "GET";
        made.url = address(url, how) + "&senderid=" + escaped(one.about.to) + "&message=" + escaped(one.what) + "&id=" + one.id;
        return made;
    }

private:
    struct fault {
        unsigned status;
        char const* http;
        char const* code;
        char const* message;
    };

    /// As its answers stand in reports to its own clients: github.com/ovh/php-ovh, issues 56 (credential) and 80 (signature: 400, not
    /// 403); the codes of the other two are those that github.com/ovh/python-ovh and the API's client for Node know.
    std::optional<fault> fault_of(http_request const& request, long long now) const
    {
        if (header(request, "X-Ovh-Application") != of_.user)
            return fault{403, "403 Forbidden", "INVALID_KEY", "This application key is invalid"};
        if (header(request, "X-Ovh-Consumer") != of_.consumer)
            return fault{403, "403 Forbidden", "INVALID_CREDENTIAL", "This credential is not valid"};
        auto const then = header(request, "X-Ovh-Timestamp");
        if (std::llabs(std::atoll(then.c_str()) - now) > 60)
            return fault{400, "400 Bad Request", "QUERY_TIME_OUT", "Query out of time"};
        auto const url = "http://" + header(request, "Host") + std::string{request.target()};
        auto const to_sign = of_.password + '+' + of_.consumer + '+' + std::string{request.method_string()} + '+' + url + '+' +
                             request.body() + '+' + then;
        if (header(request, "X-Ovh-Signature") != "$1$" + in_hex(hash_of(EVP_sha1(), to_sign)))
            return fault{400, "400 Bad Request", "INVALID_SIGNATURE", "Invalid signature"};
        return std::nullopt;
    }

    account of_;
};

/// https://www.twilio.com/docs/messaging/api/message-resource, /docs/usage/security#validating-requests.
class twilio_dialect final : public dialect {
public:
    explicit twilio_dialect(account of) : of_(std::move(of)) {}

    unsigned objection(http_request const& request, long long) const override { return is_basic(request, of_) ? 0 : 401; }

    std::optional<message> read(http_request const& request) const override
    {
        auto fields = fields_of(request.body());
        auto const validity = std::atoi(fields["ValidityPeriod"].c_str());
        bool const is_sound = request.target() == "/2010-04-01/Accounts/" + of_.user + "/Messages.json" &&
                              fields["To"].starts_with('+') && !fields["From"].empty() && !fields["Body"].empty() &&
                              validity >= 1 && validity <= 36'000;
        if (!is_sound)
            return std::nullopt;
        return message{fields["To"], fields["Body"], "", fields["From"], fields["StatusCallback"], "", 0};
    }

    std::string id_for(int sequence, message const&) const override
    {
        char text[40];
        std::snprintf(text, sizeof text, "SM%032x", static_cast<unsigned>(sequence));
        return text;
    }

    reply_to_submission accepted(std::string const& id, message const& asked) const override
    {
        return {201, json::serialize(json::object{{"sid", id}, {"status", "queued"}, {"to", asked.to}, {"error_code", nullptr}})};
    }

    reply_to_submission invalid(message const&) const override
    {
        return {400, json::serialize(json::object{{"code", 21211}, {"message", "Invalid 'To' Phone Number"}, {"status", 400}})};
    }

    call receipts(std::vector<news> const& all, std::string const& url, honesty how, long long) const override
    {
        auto const& one = all.front();
        std::map<std::string, std::string> fields{
            {"AccountSid", of_.user}, {"MessageSid", one.id}, {"SmsSid", one.id}, {"To", one.about.to}, {"From", one.about.sender},
            {"MessageStatus", one.what == "buffered" ? "sent" : one.what}, {"ApiVersion", "2010-04-01"}};
        if (one.what == "undelivered")
            fields["ErrorCode"] = "30003";
        return signed_form(fields, url, how);
    }

    call reply(news const& one, std::string const& url, honesty how, long long) const override
    {
        return signed_form(
            {{"AccountSid", of_.user}, {"MessageSid", one.id}, {"From", one.about.to}, {"To", one.about.sender},
             {"Body", one.what}, {"NumMedia", "0"}, {"FromCountry", "FR"}},
            url, how
        );
    }

private:
    call signed_form(std::map<std::string, std::string> const& fields, std::string const& url, honesty how) const
    {
        auto text = url;
        for (auto const& [name, value] : fields)
            text += name + value;
        call made;
        made.url = url;
        made.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        auto const key = how == honesty::genuine ? of_.password : of_.password + '!';
        made.headers.emplace_back("X-Twilio-Signature", in_base64(hmac_of(EVP_sha1(), key, text)));
        made.body = form_of(fields);
        return made;
    }

    account of_;
};

/// https://developer.vonage.com/en/api/messages and /en/getting-started/concepts/webhooks (signed webhooks).
class vonage_dialect final : public dialect {
public:
    explicit vonage_dialect(account of) : of_(std::move(of)) {}

    unsigned objection(http_request const& request, long long) const override { return is_basic(request, of_) ? 0 : 401; }

    std::optional<message> read(http_request const& request) const override
    {
        auto const whole = body_of(request);
        auto const to = at(whole, "/to");
        if (at(whole, "/channel") != "sms" || at(whole, "/message_type") != "text" || to.starts_with('+') || to.size() < 7)
            return std::nullopt;
        return message{to, at(whole, "/text"), at(whole, "/client_ref"), at(whole, "/from"), at(whole, "/webhook_url"), "", 0};
    }

    std::string id_for(int sequence, message const&) const override { return uuid_for(sequence); }

    reply_to_submission accepted(std::string const& id, message const&) const override
    {
        return {202, json::serialize(json::object{{"message_uuid", id}})};
    }

    reply_to_submission invalid(message const&) const override
    {
        return {422, json::serialize(json::object{{"title", "Invalid params"}, {"detail", "The value of one or more parameters is invalid."}})};
    }

    call receipts(std::vector<news> const& all, std::string const& url, honesty how, long long now) const override
    {
        auto const& one = all.front();
        json::object body{
            {"message_uuid", one.id}, {"to", one.about.to}, {"from", one.about.sender}, {"timestamp", "2026-11-24T03:00:00.000Z"},
            {"status", one.what == "delivered" ? "delivered" : one.what == "buffered" ? "submitted" : "rejected"},
            {"client_ref", one.about.reference}, {"channel", "sms"}};
        if (one.what == "undelivered")
            body["error"] = {{"type", "https://developer.vonage.com/api-errors/messages#1260"}, {"title", 1260}};
        return with_token(posted_json(url, body), how, now);
    }

    call reply(news const& one, std::string const& url, honesty how, long long now) const override
    {
        json::object const body{
            {"channel", "sms"}, {"message_uuid", one.id}, {"to", one.about.sender}, {"from", one.about.to},
            {"timestamp", "2026-11-24T03:00:00.000Z"}, {"message_type", "text"}, {"text", one.what}, {"sms", {{"num_messages", "1"}}}};
        return with_token(posted_json(url, body), how, now);
    }

private:
    call with_token(call made, honesty how, long long now) const
    {
        json::object const claims{
            {"iat", now}, {"jti", uuid_for(static_cast<int>(made.body.size()))}, {"iss", "Vonage"},
            {"payload_hash", in_hex(hash_of(EVP_sha256(), made.body))}, {"api_key", of_.user}};
        auto const said = in_base64url(R"({"alg":"HS256","typ":"JWT"})") + '.' + in_base64url(json::serialize(claims));
        auto const key = how == honesty::genuine ? of_.signature_secret : of_.signature_secret + '!';
        made.headers.emplace_back("Authorization", "Bearer " + said + '.' + in_base64url(hmac_of(EVP_sha256(), key, said)));
        return made;
    }

    account of_;
};

/// https://developers.brevo.com/reference/send-async-transactional-sms, /docs/transactional-webhooks.
class brevo_dialect final : public dialect {
public:
    explicit brevo_dialect(account of) : of_(std::move(of)) {}

    unsigned objection(http_request const& request, long long) const override { return header(request, "api-key") == of_.password ? 0 : 401; }

    std::optional<message> read(http_request const& request) const override
    {
        auto const whole = body_of(request);
        auto const to = at(whole, "/recipient");
        auto const unicode = at(whole, "/unicodeEnabled");
        if (to.starts_with('+') || to.size() < 7 || at(whole, "/sender").empty() || at(whole, "/type") != "transactional" ||
            (unicode != "true" && unicode != "false"))
            return std::nullopt;
        return message{to, at(whole, "/content"), "", at(whole, "/sender"), at(whole, "/webUrl"), "", 0};
    }

    std::string id_for(int sequence, message const&) const override { return std::to_string(1'511'882'900'176'220LL + sequence); }

    reply_to_submission accepted(std::string const& id, message const&) const override
    {
        json::object const body{{"reference", "ab1cde2fgh3i4jklmno"}, {"messageId", std::atoll(id.c_str())}, {"smsCount", 1}, {"usedCredits", 0.7}};
        return {201, json::serialize(body)};
    }

    reply_to_submission invalid(message const&) const override
    {
        return {400, json::serialize(json::object{{"code", "invalid_parameter"}, {"message", "Invalid telephone number"}})};
    }

    call receipts(std::vector<news> const& all, std::string const& url, honesty how, long long now) const override
    {
        auto const& one = all.front();
        json::object const body{
            {"id", 26570}, {"to", one.about.to}, {"sms_count", 1}, {"messageId", std::atoll(one.id.c_str())},
            {"msg_status", one.what == "delivered" ? "delivered" : one.what == "buffered" ? "sent" : "hard_bounce"},
            {"date", "2026-11-24 03:00:00"}, {"type", "transactional"}, {"status", "OK"}, {"description", one.what}, {"ts_event", now}};
        return posted_json(address(url, how), body);
    }

    call reply(news const& one, std::string const& url, honesty how, long long now) const override
    {
        json::object const body{
            {"id", 26570}, {"to", one.about.to}, {"messageId", 1}, {"msg_status", "replied"}, {"reply", one.what},
            {"type", "transactional"}, {"ts_event", now}};
        return posted_json(address(url, how), body);
    }

private:
    account of_;
};

/// https://www.infobip.com/docs/api/channels/sms (Send SMS messages, v3; delivery reports; incoming messages).
class infobip_dialect final : public dialect {
public:
    explicit infobip_dialect(account of) : of_(std::move(of)) {}

    unsigned objection(http_request const& request, long long) const override
    {
        return header(request, "Authorization") == "App " + of_.password ? 0 : 401;
    }

    std::optional<message> read(http_request const& request) const override
    {
        auto const whole = body_of(request);
        auto const to = at(whole, "/messages/0/destinations/0/to");
        if (request.target() != "/sms/3/messages" || to.starts_with('+') || to.size() < 7)
            return std::nullopt;
        return message{
            to, at(whole, "/messages/0/content/text"), at(whole, "/messages/0/destinations/0/messageId"),
            at(whole, "/messages/0/sender"), at(whole, "/messages/0/webhooks/delivery/url"), "", 0};
    }

    std::string id_for(int sequence, message const& asked) const override
    {
        return asked.reference.empty() ? uuid_for(sequence) : asked.reference;
    }

    reply_to_submission accepted(std::string const& id, message const& asked) const override
    {
        return {200, answer(id, asked, 1, "PENDING", 26, "PENDING_ACCEPTED")};
    }

    reply_to_submission invalid(message const& asked) const override
    {
        return {200, answer(asked.reference, asked, 5, "REJECTED", 52, "REJECTED_DESTINATION")};
    }

    std::size_t most_receipts() const override { return 100; }

    call receipts(std::vector<news> const& all, std::string const& url, honesty how, long long) const override
    {
        json::array results;
        for (auto const& one : all) {
            bool const came = one.what == "delivered";
            bool const waits = one.what == "buffered";
            bool const failed = !came && !waits;
            // Not every status of the group DELIVERED is an end: the operator has it, the phone may not.
            auto const* const name = came ? "DELIVERED_TO_HANDSET" : waits ? "DELIVERED_TO_OPERATOR" : "UNDELIVERABLE_NOT_DELIVERED";
            results.push_back({
                {"bulkId", "2034072219640523072"}, {"messageId", one.id}, {"to", one.about.to}, {"from", one.about.sender},
                {"sentAt", "2026-11-24T03:00:00.000+0000"}, {"doneAt", "2026-11-24T03:00:02.000+0000"}, {"smsCount", 1},
                {"mccMnc", "20801"}, {"callbackData", ""}, {"price", {{"pricePerMessage", 0.05}, {"currency", "EUR"}}},
                {"status", {{"groupId", failed ? 2 : 3}, {"groupName", failed ? "UNDELIVERABLE" : "DELIVERED"},
                            {"id", came ? 5 : waits ? 2 : 9}, {"name", name},
                            {"description", "What became of the message, in a sentence of some length for people."}}},
                {"error", {{"groupId", failed ? 1 : 0}, {"groupName", failed ? "HANDSET_ERRORS" : "OK"}, {"id", failed ? 27 : 0},
                           {"name", failed ? "EC_ABSENT_SUBSCRIBER" : "NO_ERROR"},
                           {"description", failed ? "Absent Subscriber" : "No Error"}, {"permanent", false}}},
            });
        }
        return posted_json(address(url, how), json::object{{"results", results}});
    }

    call reply(news const& one, std::string const& url, honesty how, long long) const override
    {
        json::array const results{json::object{
            {"messageId", one.id}, {"from", one.about.to}, {"to", one.about.sender}, {"text", one.what}, {"cleanText", one.what},
            {"keyword", ""}, {"receivedAt", "2026-11-24T03:00:00.000+0000"}, {"smsCount", 1}}};
        return posted_json(address(url, how), json::object{{"results", results}, {"messageCount", 1}, {"pendingMessageCount", 0}});
    }

private:
    static std::string
    answer(std::string const& id, message const& asked, int group, char const* group_name, int code, char const* name)
    {
        json::object const status{{"groupId", group}, {"groupName", group_name}, {"id", code}, {"name", name}};
        return json::serialize(json::object{
            {"bulkId", "B"}, {"messages", json::array{json::object{{"messageId", id}, {"status", status}, {"destination", asked.to}}}}});
    }

    account of_;
};

/// https://dev.smsmode.com/sms/v1/message (sending; the call-backs carry the same object as reading a message gives).
class smsmode_dialect final : public dialect {
public:
    explicit smsmode_dialect(account of) : of_(std::move(of)) {}

    unsigned objection(http_request const& request, long long) const override { return header(request, "X-Api-Key") == of_.password ? 0 : 401; }

    std::optional<message> read(http_request const& request) const override
    {
        auto const whole = body_of(request);
        auto const to = at(whole, "/recipient/to");
        if (request.target() != "/sms/v1/messages" || to.starts_with('+') || to.size() < 7)
            return std::nullopt;
        return message{
            to, at(whole, "/body/text"), at(whole, "/refClient"), at(whole, "/from"), at(whole, "/callbackUrlStatus"),
            at(whole, "/callbackUrlMo"), 0};
    }

    std::string id_for(int sequence, message const&) const override { return uuid_for(sequence); }

    reply_to_submission accepted(std::string const& id, message const& asked) const override
    {
        return {201, json::serialize(object(id, asked, "ENROUTE"))};
    }

    call receipts(std::vector<news> const& all, std::string const& url, honesty how, long long) const override
    {
        auto const& one = all.front();
        auto const* const value = one.what == "delivered" ? "DELIVERED" : one.what == "buffered" ? "ENROUTE" : "UNDELIVERABLE";
        return posted_json(address(url, how), object(one.id, one.about, value));
    }

    call reply(news const& one, std::string const& url, honesty how, long long) const override
    {
        json::object const body{
            {"messageId", one.id}, {"direction", "MO"}, {"from", one.about.to}, {"recipient", {{"to", one.about.sender}}},
            {"body", {{"text", one.what}}}};
        return posted_json(address(url, how), body);
    }

private:
    static json::object object(std::string const& id, message const& asked, char const* status)
    {
        return {{"messageId", id}, {"direction", "MT"}, {"from", asked.sender}, {"recipient", {{"to", asked.to}}},
                {"refClient", asked.reference}, {"status", {{"deliveryDate", "2026-11-24T03:00:00"}, {"value", status}}}};
    }

    account of_;
};

}  // namespace

unsigned dialect::objection(http_request const&, long long) const { return 0; }
reply_to_submission dialect::said_no(http_request const&, unsigned objection, long long) const
{
    return failed(objection != 0 ? objection : 400);
}

reply_to_submission dialect::invalid(message const&) const { return failed(400); }
reply_to_submission dialect::failed(unsigned status) const { return {status, R"({"error":"no"})"}; }

std::unique_ptr<dialect> make_dialect(std::string_view name, account const& of)
{
    if (name == "plain")
        return std::make_unique<plain_dialect>();
    if (name == "kannel")
        return std::make_unique<kannel_dialect>(of);
    if (name == "ovh")
        return std::make_unique<ovh_dialect>(of);
    if (name == "twilio")
        return std::make_unique<twilio_dialect>(of);
    if (name == "vonage")
        return std::make_unique<vonage_dialect>(of);
    if (name == "brevo")
        return std::make_unique<brevo_dialect>(of);
    if (name == "infobip")
        return std::make_unique<infobip_dialect>(of);
    if (name == "smsmode")
        return std::make_unique<smsmode_dialect>(of);
    return nullptr;
}

}  // namespace fake
