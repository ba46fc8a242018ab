// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/kannel.hpp"

#include <curl/curl.h>

#include <fstream>
#include <memory>

namespace tocsin::bench {
namespace {

namespace fs = std::filesystem;

struct ports {
    int admin = free_port();
    int box = free_port();
    int door = free_port();
};

/// As its user guide says; the window is opened wide and both logs are silent.
fs::path write_configuration(fs::path const& folder, int centre, ports const& at)
{
    fs::create_directories(folder / "spool");
    auto const file = folder / "kannel.conf";
    std::ofstream out{file};
    out << "group = core\nadmin-port = " << at.admin << "\nadmin-interface = 127.0.0.1\nadmin-password = bench\nsmsbox-port = "
        << at.box << "\nsmsbox-interface = 127.0.0.1\nbox-allow-ip = 127.0.0.1\nlog-level = 4\nlog-file = " << folder / "bearerbox.log"
        << "\nstore-type = spool\nstore-location = " << folder / "spool"
        << "\ndlr-storage = internal\n\ngroup = smsc\nsmsc = smpp\nsmsc-id = centre\nhost = 127.0.0.1\nport = " << centre
        << "\ntransceiver-mode = true\nsmsc-username = tocsin\nsmsc-password = bench\nsystem-type = \"\"\n"
           "interface-version = 34\nmax-pending-submits = 1000\nreconnect-delay = 1\n\ngroup = smsbox\nbearerbox-host = 127.0.0.1\nbearerbox-port = "
        << at.box << "\nsendsms-port = " << at.door << "\nsendsms-interface = 127.0.0.1\nlog-level = 4\nlog-file = " << folder / "smsbox.log"
        << "\n\ngroup = sendsms-user\nusername = tocsin\npassword = bench\nconcatenation = true\nmax-messages = 6\n\n"
           "group = sms-service\nkeyword = default\nmax-messages = 0\ntext = \"\"\n";
    return file;
}

void hand_over(int door, int messages)
{
    std::unique_ptr<CURLM, CURLMcode (*)(CURLM*)> const all{curl_multi_init(), curl_multi_cleanup};
    std::vector<std::unique_ptr<CURL, void (*)(CURL*)>> lines;
    int handed = 0;
    auto const next = [&](CURL* one) {
        char to[16];
        std::snprintf(to, sizeof to, "999%08d", ++handed);
        auto const url = "http://127.0.0.1:" + std::to_string(door) + "/cgi-bin/sendsms?username=tocsin&password=bench&from=38123&to=" +
                         to + "&dlr-mask=1&text=Crue+a+Digne+%3A+nous+avons+besoin+de+vous.+Repondez+OUI+ou+NON.";
        curl_easy_setopt(one, CURLOPT_URL, url.c_str());
        curl_multi_add_handle(all.get(), one);
    };
    auto const ignore = +[](char*, std::size_t size, std::size_t many, void*) { return size * many; };
    for (int i = 0; i < std::min(64, messages); ++i) {
        auto* const one = lines.emplace_back(curl_easy_init(), curl_easy_cleanup).get();
        curl_easy_setopt(one, CURLOPT_WRITEFUNCTION, ignore);
        curl_easy_setopt(one, CURLOPT_NOSIGNAL, 1L);
        next(one);
    }
    for (int running = 1; running > 0 || handed < messages;) {
        curl_multi_perform(all.get(), &running);
        int left = 0;
        bool begun = false;  // then it is performed at once: a wait would be for others
        while (auto* const told = curl_multi_info_read(all.get(), &left)) {
            auto* const one = told->easy_handle;
            curl_multi_remove_handle(all.get(), one);
            if (handed < messages) {
                next(one);
                begun = true;
                running = 1;
            }
        }
        if (!begun)
            curl_multi_poll(all.get(), nullptr, 0, 100, nullptr);
    }
    for (auto const& one : lines)
        curl_multi_remove_handle(all.get(), one.get());
}

}  // namespace

std::optional<double> kannel_messages_a_second(fs::path const& folder, int port, program& sink, int messages)
{
    fs::path bearerbox_at;
    for (auto const* const where : {"/usr/sbin/bearerbox", "/usr/lib/kannel/bearerbox", "/usr/bin/bearerbox"})
        if (fs::exists(where))
            bearerbox_at = where;
    if (bearerbox_at.empty())
        return std::nullopt;
    ports const at;
    auto const file = write_configuration(folder, port, at);
    program bearerbox{{bearerbox_at.string(), file.string()}};
    if (!listens(at.box))
        return std::nullopt;
    program smsbox{{(bearerbox_at.parent_path() / "smsbox").string(), file.string()}};
    if (!listens(at.door))
        return std::nullopt;
    std::this_thread::sleep_for(std::chrono::seconds{1});  // until it is bound
    hand_over(at.door, messages);
    std::this_thread::sleep_for(std::chrono::seconds{2});  // what it still holds
    auto const said = sink.end(SIGTERM);
    auto const taken = number_in(said, "taken");
    return taken / (number_in(said, "acknowledgements_us") / 1e6);
}

}  // namespace tocsin::bench
