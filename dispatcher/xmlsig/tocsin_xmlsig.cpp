// SPDX-License-Identifier: Apache-2.0
// Verifies an enveloped XML signature (W3C XML Signature 1.1) and prints what was signed, and nothing else. A program of
// its own, run for one document and limited in time and memory: the libraries that read hostile XML never share a
// process with what sends messages.
//
//   standard input   "CERTIFICATE_BYTES\n", a certificate or public key in PEM, then the document
//   standard output  with status 0: the canonical bytes that were digested; read these and not the document
//   standard error   with status 1: why not, one of the words below
//
// The key is the one handed in; what a document says of its own key is not looked at, nor are a certificate's dates: it
// stands for its key. Signed must be the whole document: one reference with an empty URI, no transforms but the
// enveloped-signature one and canonicalisation without comments, digests and signatures of the SHA-2 family. The
// signature is a child of the root. So there is nothing to wrap: what is printed is all that was signed.
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <xmlsec/app.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t largest_input = (1U << 20U) + (64U << 10U) + 16;
constexpr std::size_t largest_certificate = 64U << 10U;
constexpr std::size_t most_signatures = 4;

// Whatever is said here is a word for the one who sent the document.
constexpr auto bad_input = "input";
constexpr auto no_key = "certificate";
constexpr auto not_xml = "not-xml";
constexpr auto not_signed = "not-signed";
constexpr auto misplaced = "misplaced";
constexpr auto not_verified = "not-verified";

struct free_document {
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};

struct free_signature {
    void operator()(xmlSecDSigCtx* context) const { xmlSecDSigCtxDestroy(context); }
};

struct free_key {
    void operator()(xmlSecKey* key) const { xmlSecKeyDestroy(key); }
};

using document = std::unique_ptr<xmlDoc, free_document>;
using signature = std::unique_ptr<xmlSecDSigCtx, free_signature>;
using key = std::unique_ptr<xmlSecKey, free_key>;

[[noreturn]] void refuse(char const* why)
{
    std::fputs(why, stderr);
    std::exit(1);
}

/// A document that costs more than this is no alert. Nothing is written to any file.
void limit_ourselves()
{
    auto const limit = [](auto what, rlim_t to) {
        rlimit const both{to, to};
        if (::setrlimit(what, &both) != 0)
            refuse(bad_input);
    };
    limit(RLIMIT_CPU, 3);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_AS, rlim_t{512} << 20U);
    ::alarm(5);
}

std::string read_all()
{
    std::string text(largest_input + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        auto const count = ::read(STDIN_FILENO, text.data() + size, text.size() - size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            refuse(bad_input);
        if (count == 0)
            break;
        size += static_cast<std::size_t>(count);
    }
    if (size > largest_input)
        refuse(bad_input);
    text.resize(size);
    return text;
}

struct input {
    std::string certificate;
    std::string document;
};

input read_input()
{
    auto const text = read_all();
    std::size_t length = 0;
    auto const line = text.find('\n');
    auto const* const begin = text.data();
    auto const [end, error] = std::from_chars(begin, begin + (line == std::string::npos ? 0 : line), length);
    bool const sound = line != std::string::npos && error == std::errc{} && end == begin + line;
    if (!sound || length > largest_certificate || line + 1 + length > text.size())
        refuse(bad_input);
    return {text.substr(line + 1, length), text.substr(line + 1 + length)};
}

/// Neither network, entities nor a DTD.
document parse(std::string const& text)
{
    int const how = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    document read{xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr, how)};
    if (!read || xmlDocGetRootElement(read.get()) == nullptr || read->intSubset != nullptr || read->extSubset != nullptr)
        refuse(not_xml);
    return read;
}

bool is_signature(xmlNode* node) { return xmlSecCheckNodeName(node, xmlSecNodeSignature, xmlSecDSigNs) == 1; }

std::size_t count_signatures(xmlNode* from)
{
    std::size_t count = 0;
    for (auto* node = from; node != nullptr;) {  // in document order, without recursion
        if (node->type == XML_ELEMENT_NODE && is_signature(node))
            ++count;
        auto* next = node->children;
        while (next == nullptr && node != from) {
            next = node->next;
            if (next == nullptr)
                node = node->parent;
        }
        node = next;
    }
    return count;
}

std::vector<xmlNode*> signatures_of(document const& of)
{
    auto* const root = xmlDocGetRootElement(of.get());
    std::vector<xmlNode*> found;
    for (auto* child = root->children; child != nullptr; child = child->next)
        if (child->type == XML_ELEMENT_NODE && is_signature(child))
            found.push_back(child);
    auto const all = count_signatures(root);
    if (all == 0)
        refuse(not_signed);
    if (all != found.size() || all > most_signatures)
        refuse(misplaced);
    return found;
}

key read_key(std::string const& pem)
{
    for (auto const form : {xmlSecKeyDataFormatCertPem, xmlSecKeyDataFormatPem}) {
        auto const* const bytes = reinterpret_cast<xmlSecByte const*>(pem.data());
        key read{xmlSecCryptoAppKeyLoadMemory(bytes, static_cast<xmlSecSize>(pem.size()), form, nullptr, nullptr, nullptr)};
        if (read)
            return read;
    }
    refuse(no_key);
}

void allow_only_what_is_needed(xmlSecDSigCtx& context)
{
    context.enabledReferenceUris = xmlSecTransformUriTypeEmpty;
    context.flags |= XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES | XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS;
    for (auto const each :
         {xmlSecTransformEnvelopedId, xmlSecTransformInclC14NId, xmlSecTransformInclC14N11Id, xmlSecTransformExclC14NId,
          xmlSecTransformSha256Id, xmlSecTransformSha384Id, xmlSecTransformSha512Id})
        if (xmlSecDSigCtxEnableReferenceTransform(&context, each) < 0)
            refuse(not_verified);
    for (auto const each :
         {xmlSecTransformInclC14NId, xmlSecTransformInclC14N11Id, xmlSecTransformExclC14NId, xmlSecTransformRsaSha256Id,
          xmlSecTransformRsaSha384Id, xmlSecTransformRsaSha512Id, xmlSecTransformEcdsaSha256Id, xmlSecTransformEcdsaSha384Id,
          xmlSecTransformEcdsaSha512Id})
        if (xmlSecDSigCtxEnableSignatureTransform(&context, each) < 0)
            refuse(not_verified);
}

/// What this signature covers; empty when it is not by this key, or not of the whole document.
std::string covered_by(xmlNode* node, std::string const& pem)
{
    signature context{xmlSecDSigCtxCreate(nullptr)};
    if (!context)
        refuse(not_verified);
    allow_only_what_is_needed(*context);
    context->signKey = read_key(pem).release();
    if (xmlSecDSigCtxVerify(context.get(), node) < 0 || context->status != xmlSecDSigStatusSucceeded)
        return {};
    if (xmlSecPtrListGetSize(&context->signedInfoReferences) != 1)
        return {};
    auto* const reference =
        static_cast<xmlSecDSigReferenceCtx*>(xmlSecPtrListGetItem(&context->signedInfoReferences, 0));
    bool const whole = reference != nullptr && reference->uri != nullptr && reference->uri[0] == '\0';
    auto* const bytes = whole ? xmlSecDSigReferenceCtxGetPreDigestBuffer(reference) : nullptr;
    if (bytes == nullptr)
        return {};
    return {reinterpret_cast<char const*>(xmlSecBufferGetData(bytes)), xmlSecBufferGetSize(bytes)};
}

void write_all(std::string_view text)
{
    while (!text.empty()) {
        auto const count = ::write(STDOUT_FILENO, text.data(), text.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            refuse(bad_input);
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

}  // namespace

int main()
{
    limit_ourselves();
    auto const given = read_input();
    xmlInitParser();
    if (xmlSecInit() < 0 || xmlSecCryptoAppInit(nullptr) < 0 || xmlSecCryptoInit() < 0)
        refuse(not_verified);
    xmlSecErrorsDefaultCallbackEnableOutput(0);
    auto const whole = parse(given.document);
    (void)read_key(given.certificate);
    for (auto* const each : signatures_of(whole))
        if (auto const covered = covered_by(each, given.certificate); !covered.empty()) {
            write_all(covered);
            return 0;
        }
    refuse(not_verified);
}
