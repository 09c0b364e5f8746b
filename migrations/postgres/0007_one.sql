-- +goose Up

-- What a transaction has to change exactly once is counted where it is changed:
-- the statement is sent together with the COMMIT, which must not follow when
-- somebody else was faster. The code is that of a lost race: it is tried again.
-- +goose StatementBegin
CREATE FUNCTION sealbook_one(n bigint, what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF n <> 1 THEN
        RAISE EXCEPTION '% changed meanwhile: % rows', what, n USING ERRCODE = 'serialization_failure';
    END IF;
END $$;
-- +goose StatementEnd
