// SPDX-License-Identifier: Apache-2.0
// One connection: requests one after the other, each read within its limits, judged by its head, answered, until either
// side has enough.
#pragma once

#include "dispatcher/api/exchange.hpp"
#include "dispatcher/api/peer_stream.hpp"
#include "dispatcher/api/server.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <memory>
#include <optional>

namespace tocsin::dispatcher::api {

class conversation final : private body_source {
public:
    /// Everything but the stream outlives the conversation. `stopping` is looked at between requests.
    conversation(
        channels::runtime& world,
        desk& behind,
        server_limits const& limits,
        bool const& stopping,
        peer_stream stream,
        std::optional<principal> peer,
        std::vector<std::string> certificate_names = {}
    );

    /// Returns when the connection is over, whoever ended it. Cancelling cuts it.
    task<void> run();

    /// Ends it if no request is under way.
    void close_if_idle();
    /// The same, if it was answered before. False: it stays. Whoever has just come may be about to ask.
    bool close_if_kept();

private:
    using head_parser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

    task<bool> first_bytes();
    task<bool> read_head();
    task<bool> one_exchange();
    task<bool> decline(int status);
    request request_from_head(api::target where) const;
    task<bool> take_body(request& asked, body_kind kind);
    task<boost::system::result<std::string, body_failure>> next() override;
    task<boost::system::result<std::string, body_failure>> piece_before(mono_time deadline);
    task<bool> send(answer told, bool keep);
    void keep_up();
    task<bool> send_rest(answer_stream& rest, bool chunked);
    task<bool> send_piece(std::string_view bytes, bool chunked);
    task<bool> send_bytes(std::string_view bytes);
    task<void> linger();
    task<bool> say_goodbye(mono_time deadline);

    channels::runtime& world_;
    desk& desk_;
    server_limits const& limits_;
    bool const& stopping_;
    peer_stream stream_;
    std::optional<principal> peer_;
    std::vector<std::string> certificate_names_;
    boost::beast::flat_buffer buffer_;
    std::optional<head_parser> parser_;
    std::size_t body_taken_ = 0;
    std::size_t body_limit_ = 0;
    std::string from_;
    seconds writing_;
    bool idle_ = true;
    bool answered_ = false;
    bool head_only_ = false;
};

}  // namespace tocsin::dispatcher::api
