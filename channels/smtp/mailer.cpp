// SPDX-License-Identifier: Apache-2.0
#include "channels/smtp/mailer.hpp"

#include "channels/curl/setup.hpp"
#include "channels/smtp/relay_line.hpp"

#include <boost/asio/post.hpp>

#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace tocsin::channels::smtp {
namespace {

constexpr milliseconds look_again{1};

/// What the relay has answered, on its way from the workers to the loop. To wake a loop costs as much as a mail: under
/// load it is told of the first answer, and looks for the others by itself as long as several come at a time.
class answer_tray {
public:
    explicit answer_tray(boost::asio::any_io_executor loop) : loop_(std::move(loop)), something_came_(loop_) {}

    /// A worker's. `soon` may wait for the loop to look again.
    static void put(std::shared_ptr<answer_tray> const& self, std::shared_ptr<order> answered, bool soon)
    {
        std::unique_lock lock{self->mutex_};
        self->answered_.push_back(std::move(answered));
        if (self->hurries_ || (soon && self->looks_))
            return;
        self->hurries_ = self->looks_;
        self->looks_ = true;
        lock.unlock();
        auto tell = [self] { self->something_came_.ring(); };
        boost::asio::post(self->loop_, std::move(tell));
    }

    /// The loop's, until cancelled; it may end after the mailer.
    static task<void> empty(std::shared_ptr<answer_tray> self, runtime& world)
    {
        while (true) {
            co_await self->something_came_.rung();
            while (self->hand_out())
                co_await rung_or(self->something_came_, world, world.mono() + look_again);
        }
    }

private:
    /// False: there are few, and the loop looks no more until it is told.
    bool hand_out()
    {
        bool several = false;
        {
            std::lock_guard const lock{mutex_};
            handed_out_.swap(answered_);
            several = handed_out_.size() > 1;
            looks_ = several;
            hurries_ = false;
        }
        for (auto const& each : handed_out_) {
            each->finished = true;
            each->answered.ring();
        }
        handed_out_.clear();
        return several;
    }

    boost::asio::any_io_executor loop_;
    bell something_came_;
    std::vector<std::shared_ptr<order>> handed_out_;  ///< the loop's
    std::mutex mutex_;
    std::vector<std::shared_ptr<order>> answered_;
    bool looks_ = false;  ///< the loop was told, or looks again soon
    bool hurries_ = false;  ///< it was told a second time
};

}  // namespace

struct mailer::body {
    /// A thread and its line.
    struct worker {
        explicit worker(relay_settings const& settings) : connection(settings) {}

        line connection;
        std::shared_ptr<order> busy_with;
        std::thread thread;
    };

    body(runtime& world, relay_settings settings_)
        : loop(world.executor()), settings(std::move(settings_)), answers(std::make_shared<answer_tray>(loop)), emptying(loop)
    {
        curl::set_up();
        emptying.spawn(answer_tray::empty(answers, world));
        workers.reserve(settings.connections);
    }

    ~body()
    {
        {
            std::lock_guard const lock{mutex};
            closing = true;
            for (auto const& each : workers) {
                if (each->busy_with)
                    each->busy_with->abandoned = true;
                each->connection.hang_up();
            }
        }
        wanted.notify_all();
        for (auto const& each : workers)
            each->thread.join();
    }

    void add(std::shared_ptr<order> const& mail)
    {
        std::unique_lock lock{mutex};
        queue.push_back(mail);
        if (queue.size() > idle && workers.size() < settings.connections) {
            workers.push_back(std::make_unique<worker>(settings));
            auto& fresh = *workers.back();
            fresh.thread = std::thread{[this, &fresh] { work(fresh); }};
        }
        lock.unlock();
        wanted.notify_one();
    }

    void abandon(std::shared_ptr<order> const& mail)
    {
        std::lock_guard const lock{mutex};
        mail->abandoned = true;
        std::erase(queue, mail);
        for (auto const& each : workers)
            if (each->busy_with == mail)
                each->connection.hang_up();
    }

    void work(worker& self)
    {
        sigset_t every_signal;
        sigfillset(&every_signal);
        pthread_sigmask(SIG_BLOCK, &every_signal, nullptr);  // they are the main thread's
        std::unique_lock lock{mutex};
        while (true) {
            ++idle;
            wanted.wait(lock, [this] { return closing || !queue.empty(); });
            --idle;
            if (closing)
                return;
            auto const mail = queue.front();
            queue.pop_front();
            self.busy_with = mail;
            lock.unlock();
            self.connection.send(*mail);
            lock.lock();
            self.busy_with.reset();
            bool const others_have_work = queue.size() * 2 > workers.size() + 1;
            // The loop wakes at once and comes with the next mail: it must not find the queue locked.
            lock.unlock();
            answer_tray::put(answers, mail, others_have_work);
            lock.lock();
        }
    }

    boost::asio::any_io_executor loop;
    relay_settings const settings;
    std::mutex mutex;
    std::condition_variable wanted;
    std::deque<std::shared_ptr<order>> queue;
    std::vector<std::unique_ptr<worker>> workers;
    std::size_t idle = 0;
    bool closing = false;
    std::shared_ptr<answer_tray> answers;
    task_group emptying;
};

mailer::mailer(runtime& world, relay_settings settings) : body_(std::make_unique<body>(world, std::move(settings))) {}

mailer::~mailer() = default;

task<mail_result> mailer::deliver(std::string from, std::string to, std::string mail)
{
    return follow(std::make_shared<order>(body_->loop, std::move(from), std::move(to), std::move(mail)));
}

task<mail_result> mailer::greet() { return follow(std::make_shared<order>(body_->loop)); }

task<mail_result> mailer::follow(std::shared_ptr<order> mail)
{
    // Gives the mail up on every way out; when it has been answered this does nothing.
    struct membership {
        membership(body& owner_, std::shared_ptr<order> const& mail_) : owner(owner_), mail(mail_) { owner.add(mail); }
        ~membership()
        {
            if (!mail->finished)
                owner.abandon(mail);
        }
        membership(membership const&) = delete;
        membership& operator=(membership const&) = delete;
        body& owner;
        std::shared_ptr<order> const& mail;
    };

    membership const member{*body_, mail};
    while (!mail->finished)
        co_await mail->answered.rung();
    co_return std::move(mail->result);
}

}  // namespace tocsin::channels::smtp
