// SPDX-License-Identifier: Apache-2.0
#include "channels/port/errands.hpp"

#include "channels/port/tasks.hpp"

#include <boost/asio/post.hpp>

#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <thread>

namespace tocsin::channels {
namespace {

struct errand {
    errand(boost::asio::any_io_executor loop, std::function<void()> work_) : work(std::move(work_)), over(std::move(loop)) {}

    std::function<void()> work;
    bool done = false;  ///< the loop's
    bell over;
};

}  // namespace

struct errands::body {
    explicit body(runtime& world) : loop(world.executor()), thread([this] { serve(); }) {}

    ~body()
    {
        {
            std::lock_guard const lock{mutex};
            closing = true;
        }
        wanted.notify_one();
        thread.join();
    }

    void add(std::shared_ptr<errand> what)
    {
        {
            std::lock_guard const lock{mutex};
            queue.push_back(std::move(what));
        }
        wanted.notify_one();
    }

    void serve()
    {
        sigset_t every_signal;
        sigfillset(&every_signal);
        pthread_sigmask(SIG_BLOCK, &every_signal, nullptr);  // they are the main thread's
        std::unique_lock lock{mutex};
        while (true) {
            wanted.wait(lock, [this] { return closing || !queue.empty(); });
            if (closing)
                return;
            auto const now = std::move(queue.front());
            queue.pop_front();
            lock.unlock();
            now->work();
            auto tell = [now] {
                now->done = true;
                now->over.ring();
            };
            lock.lock();
            if (!closing)
                boost::asio::post(loop, std::move(tell));
        }
    }

    boost::asio::any_io_executor loop;
    std::mutex mutex;
    std::condition_variable wanted;
    std::deque<std::shared_ptr<errand>> queue;
    bool closing = false;
    std::thread thread;  // last: it uses the others
};

errands::errands(runtime& world) : body_(std::make_unique<body>(world)) {}

errands::~errands() = default;

task<void> errands::run(std::function<void()> work)
{
    auto const own = std::make_shared<errand>(body_->loop, std::move(work));
    body_->add(own);
    while (!own->done)
        co_await own->over.rung();
}

}  // namespace tocsin::channels
